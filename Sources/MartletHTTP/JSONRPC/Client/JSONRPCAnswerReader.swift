import Martlet
import MartletJSON
import NIOCore

/// Reads what a peer has answered.
struct JSONRPCAnswerReader {
    private let response: IncomingResponse
    private let json: JSONCodec

    init(_ response: IncomingResponse, _ json: JSONCodec) {
        self.response = response
        self.json = json
    }

    /// The result of the one call.
    ///
    /// - Parameter id: The id of the request.
    /// - Throws: What the peer answered, or that it is no answer to this request.
    func single<Value: Decodable>(_ type: Value.Type = Value.self, id: [UInt8]) async throws -> Value {
        let answer: Result<Value, any Error>? = try read { root in
            guard root.kind == .object else { return nil }
            let answer = try JSONRPCAnswer(root)
            guard answer.id == id || (answer.id == JSONRPCRequestEnvelope.null && answer.error != nil) else {
                throw Self.unreadable("the answer has another id than the request")
            }
            return answer.value(type)
        }
        guard let answer else { throw try await unexpected() }
        return try answer.get()
    }

    /// That a notification was taken.
    func none() async throws {
        guard response.body.readableBytes > 0 else {
            if response.status.kind == .successful { return }
            throw try await ResponseFailure.status(of: response)
        }
        // A peer that could not even read it says so.
        let error: JSONRPCError? = try read { root in
            root.kind == .object ? try JSONRPCAnswer(root).error : nil
        }
        if let error { throw error.status }
        if response.status.kind != .successful { throw try await ResponseFailure.status(of: response) }
    }

    /// The answers of a batch, by id.
    func all() async throws -> [[UInt8]: JSONRPCAnswer.Kept] {
        guard response.body.readableBytes > 0 else {
            if response.status.kind == .successful { return [:] }
            throw try await ResponseFailure.status(of: response)
        }
        let answers: [[UInt8]: JSONRPCAnswer.Kept]? = try read { root in
            if root.kind == .object, let error = try JSONRPCAnswer(root).error { throw error.status }
            guard root.kind == .array else { return nil }
            var answers: [[UInt8]: JSONRPCAnswer.Kept] = [:]
            try root.forEachChild { _, node in
                let answer = try JSONRPCAnswer(node)
                guard answers.updateValue(answer.kept, forKey: answer.id) == nil else {
                    throw Self.unreadable("two answers have the same id")
                }
            }
            return answers
        }
        guard let answers else { throw try await unexpected() }
        return answers
    }

    /// - Returns: What the body makes of the document; `nil` also when there is none, and HTTP says why.
    private func read<Value>(_ body: (JSONNode) throws -> Value?) throws -> Value? {
        do {
            return try response.body.withUnsafeReadableBytes { try json.withDocument($0, body) }
        } catch let error as DecodingError {
            guard response.status.kind == .successful else { return nil }
            throw Self.unreadable(error)
        }
    }

    private func unexpected() async throws -> Status {
        guard response.status.kind == .successful else { return try await ResponseFailure.status(of: response) }
        return Self.unreadable("it is no answer of JSON-RPC")
    }

    static func unreadable(_ error: any Error) -> Status {
        var status = unreadable((error as? DecodingError).map { DecodingFailure($0).description } ?? "\(error)")
        status.underlying = error
        return status
    }

    static func unreadable(_ reason: String) -> Status {
        Status(.internal, "cannot read the answer: \(reason)")
    }
}

/// One answer: an id and either a result or an error.
struct JSONRPCAnswer {
    /// An answer that outlives its document.
    enum Kept: Sendable {
        case result([UInt8])
        case error(JSONRPCError)
    }

    let id: [UInt8]
    let error: JSONRPCError?
    private let result: JSONNode?

    init(_ node: JSONNode) throws {
        guard node.kind == .object else { throw JSONRPCAnswerReader.unreadable("it is no answer of JSON-RPC") }
        var id: [UInt8]?
        var result: JSONNode?
        var error: JSONRPCError?
        try node.forEachChild { key, value in
            switch key {
            case "id": id = value.scalarBytes
            case "result": result = value
            // Some peers of older versions send both, one of them null.
            case "error" where value.kind != .null: error = try Self.error(value)
            default: break
            }
        }
        guard let id, error != nil || result != nil else {
            throw JSONRPCAnswerReader.unreadable("it has no id, or neither a result nor an error")
        }
        self.id = id
        self.error = error
        self.result = error == nil ? result : nil
    }

    private static func error(_ node: JSONNode) throws -> JSONRPCError {
        var code: Int?
        var message = ""
        var data: [UInt8]?
        try node.forEachChild { key, value in
            switch key {
            case "code": code = try value.decode(Int.self)
            case "message": message = value.text ?? ""
            case "data": data = value.bytes
            default: break
            }
        }
        guard let code else { throw JSONRPCAnswerReader.unreadable("its error has no code") }
        if message.isEmpty { message = "error \(code)" }
        return JSONRPCError(code: code, message: message, data: data, cause: nil)
    }

    func value<Value: Decodable>(_ type: Value.Type) -> Result<Value, any Error> {
        if let error { return .failure(error.status) }
        guard let result else { return .failure(JSONRPCAnswerReader.unreadable("it has no result")) }
        if type == Empty.self, let empty = Empty() as? Value { return .success(empty) }
        do {
            return .success(try result.decode(type))
        } catch {
            return .failure(JSONRPCAnswerReader.unreadable(error))
        }
    }

    var kept: Kept {
        if let error { return .error(error) }
        return .result(result?.bytes ?? JSONRPCRequestEnvelope.null)
    }
}
