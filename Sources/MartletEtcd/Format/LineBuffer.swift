import Martlet
import NIOCore

/// Cuts a stream into lines of bounded length: the gateway ends each message with LF.
struct LineBuffer {
    private var buffer = ByteBuffer()
    /// The bytes at the front that are known to hold no line end.
    private var scanned = 0
    private let maximumByteCount: Int

    /// - Parameter maximumByteCount: The bytes that a line may have, without its end.
    init(maximumByteCount: Int) {
        self.maximumByteCount = maximumByteCount
    }

    /// Takes the next piece.
    ///
    /// - Returns: The lines that are complete now, without their ends; empty ones are left out.
    mutating func append(_ piece: ByteBuffer) throws -> [[UInt8]] {
        if buffer.readableBytes == 0 { buffer.clear() } else { buffer.discardReadBytes() }
        buffer.writeImmutableBuffer(piece)
        var lines: [[UInt8]] = []
        while true {
            let view = buffer.readableBytesView
            let end = view.dropFirst(scanned).firstIndex(of: UInt8(ascii: "\n"))
            let length = end.map { $0 - view.startIndex } ?? view.count
            guard length <= maximumByteCount else {
                throw Status(.resourceExhausted, "etcd: a message of the watch has more than \(maximumByteCount) bytes")
            }
            guard end != nil else {
                scanned = length
                return lines
            }
            scanned = 0
            if let line = buffer.readBytes(length: length), !line.isEmpty { lines.append(line) }
            buffer.moveReaderIndex(forwardBy: 1)
        }
    }
}
