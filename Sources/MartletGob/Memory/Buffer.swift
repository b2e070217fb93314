/// A growing array of plain values that has exactly one owner: what the output, the tape and the stacks are made of.
///
/// An `Array` asks on each write whether it is shared and, inside a class, whether someone else is writing. This is the only
/// type of the module that allocates by hand: `base` points at `capacity` elements, of which the first `count` are
/// initialised, and every index is checked against `count`, in release builds too.
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
        @inline(__always) _modify {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
            yield &base[index]
        }
    }

    @inline(__always)
    mutating func append(_ element: Element) {
        if count == capacity { grow(by: 1) }
        base[count] = element
        count &+= 1
    }

    /// Makes room for more elements, which `write` puts there; it returns how many it has written.
    @inline(__always)
    mutating func append(atMost additional: Int, _ write: (UnsafeMutablePointer<Element>) -> Int) {
        if additional > capacity &- count { grow(by: additional) }
        let written = write(base + count)
        precondition(written >= 0 && written <= additional)
        count &+= written
    }

    mutating func append(_ elements: UnsafeBufferPointer<Element>) {
        guard let source = elements.baseAddress else { return }
        append(atMost: elements.count) { output in
            output.update(from: source, count: elements.count)
            return elements.count
        }
    }

    /// Forgets all elements from `newCount` on and keeps the memory.
    @inline(__always)
    mutating func truncate(to newCount: Int) {
        precondition(newCount >= 0 && newCount <= count)
        count = newCount
    }

    /// Gives memory back that is more than `limit` elements; only while there are none in use.
    mutating func shrink(to limit: Int) {
        guard count == 0, capacity > limit else { return }
        base.deallocate()
        capacity = max(limit, 1)
        base = .allocate(capacity: capacity)
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
