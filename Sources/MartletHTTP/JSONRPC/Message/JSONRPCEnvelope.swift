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
        if let data = error.data {
            output.writeStaticString(#","data":"#)
            output.writeBytes(data)
        }
        output.writeStaticString("}")
        writeEnd(id, into: &output)
    }

    /// - Parameter id: The id; `nil` for a notification.
    static func writeRequest<Params: Encodable>(
        _ method: String,
        _ params: Params,
        id: [UInt8]?,
        with json: JSONCodec,
        into output: inout ByteBuffer
    ) throws {
        try json.withEncoded(params) { bytes in
            output.writeStaticString(#"{"jsonrpc":"2.0","method":"#)
            writeText(method, into: &output)
            output.writeStaticString(#","params":"#)
            output.writeBytes(bytes)
            if let id {
                writeEnd(id, into: &output)
            } else {
                output.writeStaticString("}")
            }
        }
    }

    private static func writeEnd(_ id: [UInt8], into output: inout ByteBuffer) {
        output.writeStaticString(#","id":"#)
        output.writeBytes(id)
        output.writeStaticString("}")
    }

    private static func writeText(_ text: String, into output: inout ByteBuffer) {
        // A string always has a form in JSON.
        let quoted = try? JSONCodec().encode(text)
        output.writeBytes(quoted ?? Array("\"\"".utf8))
    }
}
