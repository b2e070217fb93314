/// A head together with the bytes and the fields it was parsed from: the place to look fields up.
///
/// Nothing is copied, and strings are made on request only. **A view borrows**: it's valid as long as neither the bytes nor the
/// field table change, which in a server means inside the closure that lends the buffer's bytes. Use ``HTTP1OwnedHead`` for what
/// has to live on.
///
/// Every slice is cut with a bounds check, so that a view put together from parts that don't belong together gives nonsense or
/// traps, but doesn't read beyond `bytes`.
package struct HTTP1HeadView {
    /// What the head says.
    package let head: HTTP1RequestHead

    /// The bytes it was parsed from, from the head's first byte on.
    package let bytes: UnsafeRawBufferPointer

    /// The fields.
    package let fields: UnsafeBufferPointer<HTTP1Field>

    /// The view of a head that was just parsed from `bytes` into `table`.
    @inlinable
    package init(_ head: HTTP1RequestHead, bytes: UnsafeRawBufferPointer, table: HTTP1FieldTable) {
        self.init(head, bytes: bytes, fields: table.fields(count: head.fieldCount))
    }

    @inlinable
    init(_ head: HTTP1RequestHead, bytes: UnsafeRawBufferPointer, fields: UnsafeBufferPointer<HTTP1Field>) {
        self.head = head
        self.bytes = bytes
        self.fields = fields
    }

    /// The bytes of one part of the head.
    @inlinable
    package func bytes(of slice: HTTP1Slice) -> UnsafeRawBufferPointer {
        // The subscript of an unsafe buffer checks its bounds in debug builds only.
        precondition(slice.range.upperBound <= bytes.count)
        return UnsafeRawBufferPointer(rebasing: bytes[slice.range])
    }

    /// One part of the head as a string; bytes that aren't UTF-8 become replacement characters.
    package func string(_ slice: HTTP1Slice) -> String {
        String(decoding: bytes(of: slice), as: UTF8.self)
    }

    /// The path of the target, still percent-encoded. See ``HTTP1RequestHead/path`` for when it's empty.
    @inlinable
    package var path: UnsafeRawBufferPointer {
        bytes(of: head.path)
    }

    /// The query of the target without its question mark; nil if there's no question mark.
    @inlinable
    package var query: UnsafeRawBufferPointer? {
        head.query.map(bytes(of:))
    }
}

extension HTTP1HeadView {
    /// The value of the first field called `name`, in any case, as a string.
    package subscript(name: String) -> String? {
        value(of: name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The value of the first field called `name`, in any case.
    package func value(of name: String) -> UnsafeRawBufferPointer? {
        firstIndex(of: name.utf8Span.span.bytes).map { bytes(of: fields[$0].value) }
    }

    /// The index of the first field called `name`, in any case, from `start` on.
    package func firstIndex(of name: RawSpan, from start: Int = 0) -> Int? {
        var index = start
        while index < fields.count {
            let slice = fields[index].name
            if Int(slice.count) == name.byteCount, CaseFolding.isEqual(bytes(of: slice).bytes, name) {
                return index
            }
            index &+= 1
        }
        return nil
    }

    /// How many fields are called `name`, in any case.
    package func count(of name: String) -> Int {
        var count = 0
        var start = 0
        while let index = firstIndex(of: name.utf8Span.span.bytes, from: start) {
            count &+= 1
            start = index &+ 1
        }
        return count
    }

    /// Calls `body` with the name and the value of each field, in the order they were sent.
    package func forEachField<Failure: Error>(
        _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        for field in fields {
            try body(bytes(of: field.name), bytes(of: field.value))
        }
    }
}

extension HTTP1FieldTable {
    /// The first `count` fields, valid until the table is used again or gone.
    @inlinable
    package func fields(count: Int) -> UnsafeBufferPointer<HTTP1Field> {
        UnsafeBufferPointer(start: storage, count: min(max(count, 0), capacity))
    }
}
