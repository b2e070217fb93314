/// The fields that a client has told the server to remember: RFC 7541, section 2.3.2.
///
/// Names and values stand one behind the other in one piece of memory, which is closed up when its end is reached. So a field is
/// a few numbers, and looking one up counts no references.
struct HPACKDynamicTable: Sendable {
    struct Entry: BitwiseCopyable, Sendable {
        var offset = 0
        var nameByteCount = 0
        var valueByteCount = 0
        var kind = HTTP2FieldKind.invalid

        var byteCount: Int { nameByteCount + valueByteCount }

        /// What it counts: RFC 7541, section 4.1.
        var size: Int { byteCount + 32 }
    }

    private var bytes: [UInt8] = []

    /// A ring whose size is a power of two: the newest entry is before `start + count`.
    private var entries: [Entry] = []
    private var start = 0
    private(set) var count = 0
    private var size = 0

    /// What it may have at most now, and what the client was told that it may be.
    private var capacity: Int
    let maximumCapacity: Int

    init(maximumCapacity: Int) {
        self.maximumCapacity = maximumCapacity
        capacity = maximumCapacity
    }

    /// The entry at an index; the newest has 0, and the last `count - 1`.
    @inline(__always)
    subscript(index: Int) -> Entry {
        entries[(start &+ count &- 1 &- index) & (entries.count &- 1)]
    }

    /// Lends name and value of an entry.
    @inline(__always)
    func withBytes<Result>(
        of entry: Entry,
        _ use: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Result
    ) -> Result {
        bytes.withUnsafeBytes { bytes in
            precondition(entry.offset + entry.byteCount <= bytes.count)
            let valueStart = entry.offset + entry.nameByteCount
            return use(
                UnsafeRawBufferPointer(rebasing: bytes[entry.offset..<valueStart]),
                UnsafeRawBufferPointer(rebasing: bytes[valueStart..<valueStart + entry.valueByteCount])
            )
        }
    }

    /// Remembers a field; others are forgotten for it, and a field that is too large empties the table.
    mutating func insert(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ kind: HTTP2FieldKind) {
        var entry = Entry(nameByteCount: name.count, valueByteCount: value.count, kind: kind)
        evict(to: capacity - entry.size)
        guard entry.size <= capacity else { return }
        if count == entries.count { grow() }
        if bytes.count + entry.byteCount > 2 * maximumCapacity { closeUp() }
        entry.offset = bytes.count
        bytes.append(contentsOf: name)
        bytes.append(contentsOf: value)
        entries[(start + count) & (entries.count - 1)] = entry
        count += 1
        size += entry.size
    }

    mutating func resize(to newCapacity: Int) {
        capacity = newCapacity
        evict(to: newCapacity)
    }

    private mutating func evict(to limit: Int) {
        while size > limit, count > 0 {
            size -= entries[start].size
            start = (start + 1) & (entries.count - 1)
            count -= 1
        }
    }

    private mutating func grow() {
        var larger: [Entry] = []
        larger.reserveCapacity(max(8, 2 * count))
        for index in 0..<count { larger.append(entries[(start + index) & (entries.count - 1)]) }
        larger.append(contentsOf: repeatElement(Entry(), count: max(8, 2 * count) - count))
        entries = larger
        start = 0
    }

    /// Moves what is remembered to the start of the memory.
    private mutating func closeUp() {
        var kept: [UInt8] = []
        kept.reserveCapacity(2 * maximumCapacity)
        for index in 0..<count {
            let place = (start + index) & (entries.count - 1)
            let entry = entries[place]
            entries[place].offset = kept.count
            kept.append(contentsOf: bytes[entry.offset..<entry.offset + entry.byteCount])
        }
        bytes = kept
    }
}
