/// A growing array of plain values that has exactly one owner.
///
/// It is what the tape, the output and the stacks of the encoder are made of. `Array` would do, but asks on each
/// write whether it is shared and, inside a class, whether someone else is writing; in the encoder these two
/// questions were 30 % of the time. A non-copyable value has its answer at compile time.
///
/// This is the only type of the module that allocates by hand. `base` points at `capacity` elements from `init` to
/// `deinit`, of which the first `count` are initialised; the elements are plain (`BitwiseCopyable`), so nothing has
/// to be destroyed, and every index is checked against `count`, in release builds too.
struct Buffer<Element: BitwiseCopyable>: ~Copyable {
    private(set) var base: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private(set) var capacity: Int

    init(capacity: Int) {
        self.capacity = max(capacity, 1)
        base = .allocate(capacity: self.capacity)
    }

    deinit {
        base.deallocate()
    }

    subscript(index: Int) -> Element {
        @inline(__always) get {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
            return base[index]
        }
        @inline(__always) set {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
            base[index] = newValue
        }
        @inline(__always) _modify {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
            yield &base[index]
        }
    }

    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity {
            grow(by: 1)
        }
        base[count] = element
        count &+= 1
    }

    /// Makes room for `additional` more elements and hands them out to be written.
    ///
    /// - Parameter write: gets the free memory, at least `additional` elements of it, and returns how many it has written.
    @inline(__always)
    mutating func append(
        atMost additional: Int,
        _ write: (UnsafeMutablePointer<Element>) -> Int
    ) {
        reserve(additional)
        let written = write(base + count)
        precondition(written >= 0 && written <= additional)
        count &+= written
    }

    @inline(__always)
    mutating func reserve(_ additional: Int) {
        if additional > capacity &- count {
            grow(by: additional)
        }
    }

    /// Forgets all elements from `newCount` on and keeps the memory.
    @inline(__always)
    mutating func truncate(to newCount: Int) {
        precondition(newCount >= 0 && newCount <= count)
        count = newCount
    }

    @inline(never)
    private mutating func grow(by additional: Int) {
        let newCapacity = max(capacity * 2, count + additional)
        let newBase = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
        newBase.initialize(from: base, count: count)
        base.deallocate()
        base = newBase
        capacity = newCapacity
    }
}
