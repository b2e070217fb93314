import MartletGob
import MartletJSON

/// A call that has arrived: its name, and its arguments as they came. It is valid only for the call of whoever gets it.
public struct NetRPCRequest: ~Copyable {
    /// The name that is called: `Add.Sum`.
    public let method: String

    let body: NetRPCBody

    /// Decodes the arguments.
    ///
    /// - Parameter type: The type of the arguments, as Go's method has it.
    /// - Throws: `DecodingError` when the arguments are something else.
    public borrowing func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try body.decode(type)
    }
}

/// The arguments of a call, as they came. The bytes are valid only while they are handled.
enum NetRPCBody {
    case gob(GobDecodingState)
    case json(UnsafeRawBufferPointer)

    @inline(__always)
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        switch self {
        case .gob(let state): try state.decode(type)
        case .json(let bytes): try Self.decode(type, from: bytes)
        }
    }

    /// Apart, so that gob does not ask for the metadata of the parameters.
    @inline(never)
    private static func decode<Value: Decodable>(
        _ type: Value.Type,
        from bytes: UnsafeRawBufferPointer
    ) throws -> Value {
        try JSONMessage.codec.decode(JSONParameters<Value>.self, from: bytes.bytes).value
    }
}

/// The reply of a call, to be written once.
public struct NetRPCResponse: ~Copyable {
    let connection: ServerConnectionHandler
    let call: ServerCall
    var isWritten = false

    /// Writes the reply.
    ///
    /// - Parameter value: The reply, as Go's method has it. A second one is ignored.
    /// - Throws: `EncodingError` when the wire has no form for it.
    public mutating func encode<Value: Encodable>(_ value: Value) throws {
        guard !isWritten else { return }
        try connection.reply(to: call, with: value)
        isWritten = true
    }
}
