import NIOCore

/// A part of an answer that the client, its windows or the channel, does not take yet.
enum UnsentPart {
    /// A head, or trailers, encoded.
    case head([UInt8], isEnd: Bool)
    case data(ByteBuffer, isEnd: Bool)
}

/// The parts of an answer that wait, in their order. Most answers have none, so there is no memory for them at first.
struct UnsentOutput {
    private var parts: CircularBuffer<UnsentPart>?

    /// Bytes of data that wait.
    private(set) var byteCount = 0

    var first: UnsentPart? { parts?.first }

    var isEmpty: Bool { parts?.isEmpty ?? true }

    mutating func append(_ part: UnsentPart) {
        if case .data(let bytes, _) = part { byteCount += bytes.readableBytes }
        if parts == nil { parts = CircularBuffer(initialCapacity: 4) }
        parts?.append(part)
    }

    mutating func removeFirst() {
        if case .data(let bytes, _) = parts?.popFirst() { byteCount -= bytes.readableBytes }
    }

    /// Takes from the first part, which is data and has more.
    mutating func takeData(_ count: Int) -> ByteBuffer? {
        guard case .data(var bytes, let isEnd) = parts?.first, let slice = bytes.readSlice(length: count),
            let start = parts?.startIndex
        else { return nil }
        parts?[start] = .data(bytes, isEnd: isEnd)
        byteCount -= count
        return slice
    }

    mutating func removeAll() {
        parts = nil
        byteCount = 0
    }
}
