/// The bytes of one line while it is written.
///
/// It starts in memory that the caller lends, on its stack, and moves to the heap when the line is longer: no line of
/// the usual length allocates, and no memory is shared between threads.
public struct LogBuffer: ~Copyable {
    private(set) var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var isOwned: Bool

    /// How many bytes there are.
    public private(set) var count = 0

    /// Makes an empty buffer on the heap.
    public init() {
        capacity = 256
        base = .allocate(capacity: capacity)
        isOwned = true
    }

    /// Makes an empty buffer in memory that outlives it.
    init(borrowing memory: UnsafeMutableBufferPointer<UInt8>) {
        isOwned = memory.baseAddress == nil
        base = memory.baseAddress ?? .allocate(capacity: 256)
        capacity = isOwned ? 256 : memory.count
    }

    deinit {
        if isOwned { base.deallocate() }
    }

    /// Calls a closure with the bytes.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        body(UnsafeBufferPointer(start: base, count: count))
    }

    /// The bytes as text.
    public var text: String {
        withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Appends a byte.
    @inline(__always)
    public mutating func append(_ byte: UInt8) {
        reserve(1)
        base[count] = byte
        count += 1
    }

    /// Appends the UTF-8 of a text as it is, without quoting anything.
    @inline(__always)
    public mutating func append(_ text: String) {
        text.withBytes { append($0) }
    }

    /// Appends bytes.
    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        (base + count).update(from: start, count: bytes.count)
        count += bytes.count
    }

    /// Appends bytes that are known to be plain.
    mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Forgets what was appended after there were so many bytes.
    @inline(__always)
    mutating func truncate(to count: Int) {
        self.count = min(count, self.count)
    }

    /// Counts bytes that were written behind the end; `reserve` has made room for them.
    @inline(__always)
    mutating func advance(by written: Int) {
        count += written
    }

    /// Makes room, and for eight bytes more, so that a scan may load whole words.
    @inline(__always)
    mutating func reserve(_ bytes: Int) {
        if capacity - count < bytes + 8 { grow(bytes + 8) }
    }

    @inline(never)
    private mutating func grow(_ bytes: Int) {
        let larger = max(capacity * 2, count + bytes)
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        memory.update(from: base, count: count)
        if isOwned { base.deallocate() }
        base = memory
        capacity = larger
        isOwned = true
    }
}

extension String {
    /// The UTF-8 of the text. No copy but for texts of up to 15 bytes, and for those of Objective-C.
    @inline(__always)
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        var copy = self
        return copy.withUTF8(body)
    }
}

extension LogBuffer {
    /// A copy of the bytes.
    var bytes: [UInt8] {
        withBytes { Array($0) }
    }

    /// Appends bytes.
    @inline(__always)
    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { append($0) }
    }
}
