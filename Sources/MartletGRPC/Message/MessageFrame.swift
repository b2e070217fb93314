import NIOCore

/// The frame around a message: a byte that says whether it is compressed, four that say how long it is, and the message.
///
/// Source: [gRPC over HTTP/2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), rule
/// `Length-Prefixed-Message`.
enum MessageFrame {
    /// The bytes before a message.
    static let prefixByteCount = 5

    /// Appends a message with its frame.
    ///
    /// - Parameters:
    ///   - buffer: Where to append.
    ///   - limit: The bytes that the message may have.
    ///   - serialize: Appends the message itself. What it throws is thrown, and the buffer is as it was.
    /// - Throws: `resourceExhausted` when the message is longer than the limit.
    static func write(
        to buffer: inout ByteBuffer,
        limit: Int,
        _ serialize: (inout ByteBuffer) throws -> Void
    ) throws {
        let start = buffer.writerIndex
        buffer.writeRepeatingByte(0, count: prefixByteCount)
        do {
            try serialize(&buffer)
            let count = buffer.writerIndex - start - prefixByteCount
            guard count <= min(limit, Int(UInt32.max)) else { throw MessageLimit.exceeded(count, limit, isSent: true) }
            buffer.setInteger(UInt32(count), at: start + 1)
        } catch {
            buffer.moveWriterIndex(to: start)
            throw error
        }
    }

    /// Appends a message that has been compressed.
    static func write(compressed message: [UInt8], to buffer: inout ByteBuffer) {
        buffer.writeInteger(1 as UInt8)
        buffer.writeInteger(UInt32(clamping: message.count))
        buffer.writeBytes(message)
    }
}
