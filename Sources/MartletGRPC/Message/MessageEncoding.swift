import Martlet
import MartletCompression
import NIOCore

/// How messages are compressed, as `grpc-encoding` says it.
///
/// Source: [gRPC compression](https://github.com/grpc/grpc/blob/master/doc/compression.md).
enum MessageEncoding: Hashable, Sendable {
    case identity
    case gzip

    /// The encodings that are understood here, for `grpc-accept-encoding`.
    static let accepted = "identity,gzip"

    /// Reads the name of an encoding.
    ///
    /// - Returns: `nil` for one that is not known here.
    init?(_ name: some StringProtocol) {
        if name == "identity" || name.isEmpty {
            self = .identity
        } else if name == "gzip" {
            self = .gzip
        } else {
            return nil
        }
    }

    /// Whether a peer that accepts some encodings accepts gzip.
    ///
    /// - Parameter list: The value of `grpc-accept-encoding`.
    static func acceptsGzip(_ list: String) -> Bool {
        list.utf8.split(separator: UInt8(ascii: ",")).contains { name in
            name.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: ";") }
                .elementsEqual("gzip".utf8)
        }
    }

    /// Unpacks a message.
    ///
    /// - Parameters:
    ///   - message: The message as it is on the wire.
    ///   - limit: Bytes that may come out, so that a small message does not fill the memory.
    /// - Throws: `resourceExhausted` when more would come out, `internal` when the bytes are not what they should be, or
    ///   are compressed although the head of the call says nothing of it.
    func unpack(_ message: MessageReader.Message, limit: Int) throws -> ByteBuffer {
        guard message.isCompressed else { return message.bytes }
        guard self == .gzip else {
            throw Status(.internal, "a message is compressed, but the call does not say with what")
        }
        do {
            return ByteBuffer(bytes: try Gzip.decompress(Array(message.bytes.readableBytesView), maximumSize: limit))
        } catch .tooLarge {
            throw Status(.resourceExhausted, "a message has more than \(limit) bytes when it is unpacked")
        } catch .outOfMemory {
            throw Status(.resourceExhausted, "there is no memory to unpack a message")
        } catch {
            throw Status(.internal, "a message is not valid gzip")
        }
    }

    /// Compresses the message that was written last, when that makes it smaller.
    ///
    /// - Parameters:
    ///   - buffer: Ends with the message in its frame.
    ///   - start: Where its frame begins.
    func packLast(in buffer: inout ByteBuffer, from start: Int) throws {
        guard self == .gzip else { return }
        let first = start + MessageFrame.prefixByteCount
        let count = buffer.writerIndex - first
        guard count >= Self.minimumByteCount, let bytes = buffer.getBytes(at: first, length: count) else { return }
        let packed: [UInt8]
        do {
            packed = try Gzip.compress(bytes, level: Self.level)
        } catch {
            throw Status(.resourceExhausted, "there is no memory to compress a message")
        }
        guard packed.count < count else { return }
        buffer.moveWriterIndex(to: start)
        MessageFrame.write(compressed: packed, to: &buffer)
    }

    /// A message that is shorter would not become smaller.
    private static let minimumByteCount = 64
    private static let level = 6
}
