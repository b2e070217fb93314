/// One field line of a head: where its name and its value (without the white space around it) are.
package struct HTTP1Field: Equatable, Sendable {
    /// Where the name is. It's a token, so it's ASCII.
    package var name: HTTP1Slice

    /// Where the value is. It may be empty and may hold bytes of 0x80 and above.
    package var value: HTTP1Slice

    /// A field from its two parts.
    @inlinable
    package init(name: HTTP1Slice, value: HTTP1Slice) {
        self.name = name
        self.value = value
    }
}

/// Memory for the fields of one head, meant to be used again for every request of an event loop.
///
/// A class with constant properties only: no exclusivity checks, no reference counting beyond its owner's. How many of its
/// fields are valid is told by the head that was parsed into it.
package final class HTTP1FieldTable {
    /// How many fields fit.
    package let capacity: Int

    @usableFromInline let storage: UnsafeMutablePointer<HTTP1Field>

    /// A table for heads of up to `capacity` fields.
    package init(capacity: Int = 100) {
        self.capacity = max(capacity, 0)
        storage = .allocate(capacity: max(capacity, 1))
        storage.initialize(repeating: HTTP1Field(name: HTTP1Slice(), value: HTTP1Slice()), count: max(capacity, 1))
    }

    deinit {
        storage.deallocate()
    }

    /// The field at `index`, which is below ``capacity``.
    @inlinable
    package subscript(index: Int) -> HTTP1Field {
        @inline(__always) get {
            precondition(index >= 0 && index < capacity)
            return storage[index]
        }
        @inline(__always) set {
            precondition(index >= 0 && index < capacity)
            storage[index] = newValue
        }
    }
}
