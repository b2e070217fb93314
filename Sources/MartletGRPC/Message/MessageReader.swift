import Martlet
import NIOCore

/// Puts messages together from pieces that are cut anywhere.
///
/// A value without effects. The length that a frame announces is held against the limit before a byte of it is kept, and
/// nothing is reserved for what has not arrived.
struct MessageReader {
    /// A message as it is on the wire.
    struct Message: Hashable, Sendable {
        /// Whether it is compressed, with what the head of the call says.
        var isCompressed: Bool
        var bytes: ByteBuffer
    }

    private let limit: Int
    private var buffer = ByteBuffer()

    /// - Parameter limit: Bytes that a message may have on the wire.
    init(limit: Int) {
        self.limit = limit
    }

    /// Bytes that wait for the rest of their message.
    var pendingByteCount: Int { buffer.readableBytes }

    /// Takes a piece. A piece that comes when nothing waits is not copied.
    mutating func append(_ piece: ByteBuffer) {
        if buffer.readableBytes == 0 { buffer = piece } else { buffer.writeImmutableBuffer(piece) }
    }

    /// The next message that is complete.
    ///
    /// - Throws: `resourceExhausted` when its frame announces more bytes than the limit, `internal` when it is no frame.
    mutating func next() throws -> Message? {
        guard buffer.readableBytes >= MessageFrame.prefixByteCount,
            let flag = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self),
            let count = buffer.getInteger(at: buffer.readerIndex + 1, as: UInt32.self)
        else { return nil }
        guard flag <= 1 else {
            throw Status(.internal, "the frame of a message begins with \(flag), which is neither 0 nor 1")
        }
        guard Int(count) <= limit else { throw MessageLimit.exceeded(Int(count), limit, isSent: false) }
        guard buffer.readableBytes >= MessageFrame.prefixByteCount + Int(count) else { return nil }
        buffer.moveReaderIndex(forwardBy: MessageFrame.prefixByteCount)
        guard let bytes = buffer.readSlice(length: Int(count)) else { return nil }
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
        return Message(isCompressed: flag == 1, bytes: bytes)
    }

    /// To be called when nothing comes any more.
    ///
    /// - Throws: `internal` when the last message is cut off.
    func finish() throws {
        guard buffer.readableBytes == 0 else {
            throw Status(.internal, "the last message is cut off after \(buffer.readableBytes) bytes")
        }
    }
}
