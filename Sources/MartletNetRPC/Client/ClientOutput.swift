import MartletGob
import MartletJSON
import NIOCore

/// Writes calls of one connection, before they are flushed together.
final class ClientOutput {
    private let gob: GobConnection?
    @exclusivity(unchecked) var bytes = ByteBuffer()

    /// - Parameter gob: The streams of the connection; `nil` for JSON.
    init(_ gob: GobConnection?) {
        self.gob = gob
    }

    /// Writes a call. When the arguments cannot be encoded, nothing of it has been written.
    func write<Request: Encodable>(_ call: ClientCall, _ request: Request) throws {
        guard let gob else { return try writeJSON(call, request) }
        var name = call.method
        try gob.encoding.withEncoded(request) { definitions, message in
            name.withUTF8 { name in
                let size = gob.writer.reservation(method: name.count, error: 0) + definitions.count + message.count
                _ = bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { memory in
                    var count = gob.writer.write(
                        method: UnsafeRawBufferPointer(name),
                        sequence: call.sequence,
                        to: memory
                    )
                    UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: definitions)
                    count += definitions.count
                    UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: message)
                    return count + message.count
                }
            }
        }
    }

    private func writeJSON<Request: Encodable>(_ call: ClientCall, _ request: Request) throws {
        try JSONMessage.codec.withEncoded(request) { params in
            bytes.writeStaticString("{\"method\":")
            try JSONMessage.codec.withEncoded(call.method) { _ = bytes.writeBytes($0) }
            bytes.writeStaticString(",\"params\":[")
            bytes.writeBytes(params)
            bytes.writeStaticString("],\"id\":")
            bytes.writeString(String(call.sequence))
            bytes.writeStaticString("}\n")
        }
    }
}
