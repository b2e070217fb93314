import MartletJSON
import NIOCore

/// What surrounds the values of a message, written around them.
enum JSONRPCEnvelope {
    static let mediaType = MediaType("application/json; charset=utf-8")

    static func writeResult<Value: Encodable>(
        _ value: Value,
        id: [UInt8],
        with json: JSONCodec,
        into output: inout ByteBuffer
    ) throws {
        try json.withEncoded(value) { bytes in
            output.writeStaticString(#"{"jsonrpc":"2.0","result":"#)
            output.writeBytes(bytes)
            writeEnd(id, into: &output)
        }
    }

    static func writeError(_ error: JSONRPCError, id: [UInt8], into output: inout ByteBuffer) {
        output.writeStaticString(#"{"jsonrpc":"2.0","error":{"code":"#)
        output.writeString("\(error.code)")
        output.writeStaticString(#","message":"#)
        writeText(error.message, into: &output)
        if let data = error.data, isDocument(data) {
            output.writeStaticString(#","data":"#)
            output.writeBytes(data)
        }
        output.writeStaticString("}")
        writeEnd(id, into: &output)
    }

    /// - Parameter id: The id; `nil` for a notification.
    ///
    /// - Throws: What the params throw when they are encoded; `invalidArgument` when they are neither an object nor an array.
    static func writeRequest<Params: Encodable>(
        _ method: String,
        _ params: Params,
        names: JSONRPCParameterNames,
        id: [UInt8]?,
        with json: JSONCodec,
        into output: inout ByteBuffer
    ) throws {
        if Params.self == Empty.self {
            writeStart(method, into: &output)
        } else {
            try json.withEncoded(params) { bytes in
                let first = bytes.byteCount > 0 ? bytes.unsafeLoad(as: UInt8.self) : 0
                let isObject = first == UInt8(ascii: "{")
                guard isObject || first == UInt8(ascii: "[") else {
                    throw Status(
                        .invalidArgument,
                        "the params of \(method) are neither an object nor an array",
                        delivery: .rejected
                    )
                }
                let array =
                    try isObject && !names.isEmpty
                    ? bytes.withUnsafeBytes {
                        try json.withDocument($0) { names.array(of: $0) }
                    } : nil
                writeStart(method, into: &output)
                output.writeStaticString(#","params":"#)
                if let array { output.writeBytes(array) } else { output.writeBytes(bytes) }
            }
        }
        if let id {
            writeEnd(id, into: &output)
        } else {
            output.writeStaticString("}")
        }
    }

    private static func writeStart(_ method: String, into output: inout ByteBuffer) {
        output.writeStaticString(#"{"jsonrpc":"2.0","method":"#)
        writeText(method, into: &output)
    }

    private static func writeEnd(_ id: [UInt8], into output: inout ByteBuffer) {
        output.writeStaticString(#","id":"#)
        output.writeBytes(id)
        output.writeStaticString("}")
    }

    /// A service may have put anything in; it must not spoil the other answers of a batch.
    private static func isDocument(_ data: [UInt8]) -> Bool {
        data.withUnsafeBytes { (try? JSONCodec().withDocument($0) { _ in }) != nil }
    }

    private static func writeText(_ text: String, into output: inout ByteBuffer) {
        // A string always has a form in JSON.
        let quoted = try? JSONCodec().encode(text)
        output.writeBytes(quoted ?? Array("\"\"".utf8))
    }
}
