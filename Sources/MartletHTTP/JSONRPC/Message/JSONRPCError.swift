public import Martlet
import MartletJSON

/// An error as JSON-RPC says it: a number, a message, and data in a form of the service's own.
///
/// Most services throw a `Status` or an error of their domain and get one of ``init(_:)``. Throw this, or let an error
/// conform to ``JSONRPCErrorProviding``, where the peers know numbers of your own.
///
/// On the side of the caller it is the `underlying` error of the `Status` that a call throws.
///
/// Source: [JSON-RPC 2.0, section 5.1](https://www.jsonrpc.org/specification#error_object).
public struct JSONRPCError: Error, Sendable {
    /// The kind of the error. -32768 to -32000 belong to the protocol.
    public var code: Int

    /// What happened, in one sentence.
    public var message: String

    /// More about it, as a JSON document; `nil` for nothing.
    public var data: [UInt8]?

    private let cause: Status?

    /// Makes an error without data.
    ///
    /// - Parameters:
    ///   - code: The kind of the error.
    ///   - message: What happened, for the caller.
    public init(_ code: Int, _ message: String) {
        self.init(code: code, message: message, data: nil, cause: nil)
    }

    /// Makes an error with data.
    ///
    /// - Parameters:
    ///   - code: The kind of the error.
    ///   - message: What happened, for the caller.
    ///   - data: More about it.
    /// - Throws: What the data throws when it is encoded.
    public init(_ code: Int, _ message: String, data: some Encodable) throws {
        self.init(code: code, message: message, data: try JSONCodec().encode(data), cause: nil)
    }

    init(code: Int, message: String, data: [UInt8]?, cause: Status?) {
        self.code = code
        self.message = message
        self.data = data
        self.cause = cause
    }

    /// Reads the data.
    ///
    /// - Parameter type: What it should be.
    /// - Throws: `DecodingError` when there is none, or another.
    public func decodeData<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSONCodec().decode(type, from: data ?? Array("null".utf8))
    }
}

extension JSONRPCError {
    /// The body is not JSON: -32700.
    public static let parseErrorCode = -32_700

    /// The JSON is no request: -32600.
    public static let invalidRequestCode = -32_600

    /// There is no such method: -32601.
    public static let methodNotFoundCode = -32_601

    /// The params are not those of the method: -32602.
    public static let invalidParamsCode = -32_602

    /// The service failed: -32603.
    public static let internalErrorCode = -32_603
}

extension JSONRPCError: CustomStringConvertible {
    /// `-32601: Method not found: foobar`
    public var description: String { "\(code): \(message)" }
}

/// An error of the domain that has a number of its own in JSON-RPC.
public protocol JSONRPCErrorProviding: Error {
    /// The error as JSON-RPC says it.
    var jsonRPCError: JSONRPCError { get }
}

extension JSONRPCError: JSONRPCErrorProviding {
    /// The error itself.
    public var jsonRPCError: JSONRPCError { self }
}

extension JSONRPCError: StatusConvertible {
    /// The status that the error stands for: the one that a peer built with this kit has named in the data, otherwise what
    /// the number says.
    public var status: Status {
        if let cause { return cause }
        var status = Status(JSONRPCStatusData.code(for: code), message, underlying: self)
        if let data, let known = try? JSONCodec().decode(JSONRPCStatusData.self, from: data) {
            known.apply(to: &status)
        }
        return status
    }
}

extension JSONRPCError {
    /// Makes the error that stands for any error: its own if it has one, otherwise one of its status.
    ///
    /// Codes of `Status` become numbers of the range that the protocol leaves to servers: -32000 minus the number of the
    /// code, so -32005 is `not_found`. `unknown` and `internal` are -32603. The data names the code, and has the details,
    /// the delivery and the hint for a retry.
    ///
    /// - Parameter error: Any error.
    public init(_ error: any Error) {
        // Not one that is behind a status: what a peer has answered to a call of the service, its data above all, is about
        // that call, and stays on this side.
        if let provider = error as? any JSONRPCErrorProviding {
            self = provider.jsonRPCError
            return
        }
        let status = Status(error)
        self.init(code: JSONRPCStatusData.number(of: status.code), status)
    }

    /// Makes an error of the protocol itself, with the status it stands for as data.
    init(code: Int, _ status: Status) {
        // A status is a few strings and numbers: it has no value that JSON cannot hold.
        let data = try? JSONCodec().encode(JSONRPCStatusData(status))
        self.init(code: code, message: status.message, data: data, cause: status)
    }
}
