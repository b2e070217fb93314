import Martlet
import NIOCore

/// Cuts bytes into lines that end in LF, CR LF, or a CR alone, of bounded length.
///
/// Every byte is looked at once, however small the pieces are in which they arrive.
struct LineSplitter: Sendable {
    private var buffer = ByteBuffer()
    /// The bytes at the front of the buffer that are known to hold no line end.
    private var scanned = 0
    /// Whether the last line ended in CR, so that an LF that comes next belongs to it.
    private var endedInCR = false
    private let maximumByteCount: Int
    private let endsAtCR: Bool

    /// - Parameters:
    ///   - maximumByteCount: The bytes that a line may have, without its end.
    ///   - endsAtCR: Whether a CR alone ends a line.
    init(maximumByteCount: Int, endsAtCR: Bool) {
        self.maximumByteCount = maximumByteCount
        self.endsAtCR = endsAtCR
    }

    mutating func append(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 { buffer.clear() } else { buffer.discardReadBytes() }
        buffer.writeImmutableBuffer(bytes)
    }

    /// The next line, without its end; `nil` when more bytes are needed.
    mutating func next() throws -> ByteBuffer? {
        if endedInCR, let first = buffer.readableBytesView.first {
            endedInCR = false
            if first == UInt8(ascii: "\n") { buffer.moveReaderIndex(forwardBy: 1) }
        }
        let view = buffer.readableBytesView
        let end = view.dropFirst(scanned).firstIndex {
            $0 == UInt8(ascii: "\n") || (endsAtCR && $0 == UInt8(ascii: "\r"))
        }
        let length = end.map { $0 - view.startIndex } ?? view.count
        guard length <= maximumByteCount else {
            throw Status(.resourceExhausted, "a line of the answer has more than \(maximumByteCount) bytes")
        }
        guard let end else {
            scanned = length
            return nil
        }
        endedInCR = view[end] == UInt8(ascii: "\r")
        scanned = 0
        let line = buffer.readSlice(length: length)
        buffer.moveReaderIndex(forwardBy: 1)
        return line
    }

    /// What follows the last line end.
    mutating func rest() -> ByteBuffer? {
        buffer.readableBytes > 0 ? buffer.readSlice(length: buffer.readableBytes) : nil
    }
}
