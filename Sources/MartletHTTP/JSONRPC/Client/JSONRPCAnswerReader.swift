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
            // A peer that has not found the id says null with an error, and Go kit up to 0.12 always does.
            guard answer.id == id || (!answer.hasID && answer.error != nil) else {
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

    /// The answers of a batch, by id, and an error that is the answer to none of its calls.
    ///
    /// - Parameter ids: The ids of the calls.
    /// - Throws: What the peer answered to the batch as a whole, or that it is no answer to this batch.
    func all(of ids: Set<[UInt8]>) async throws -> ([[UInt8]: JSONRPCAnswer.Kept], stray: JSONRPCError?) {
        guard response.body.readableBytes > 0 else {
            if response.status.kind == .successful { return ([:], nil) }
            throw try await ResponseFailure.status(of: response)
        }
        let answers: ([[UInt8]: JSONRPCAnswer.Kept], JSONRPCError?)? = try read { root in
            if root.kind == .object, let error = try JSONRPCAnswer(root).error { throw error.status }
            guard root.kind == .array else { return nil }
            var answers: [[UInt8]: JSONRPCAnswer.Kept] = [:]
            var stray: JSONRPCError?
            try root.forEachChild { _, node in
                let answer = try JSONRPCAnswer(node)
                guard answer.hasID || answer.error == nil else {
                    stray = stray ?? answer.error
                    return
                }
                guard ids.contains(answer.id) else {
                    throw Self.unreadable("an answer has an id that no call has")
                }
                guard answers.updateValue(answer.kept, forKey: answer.id) == nil else {
                    throw Self.unreadable("two answers have the same id")
                }
            }
            return (answers, stray)
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
    let hasID: Bool
    private let result: JSONNode?

    init(_ node: JSONNode) throws {
        do {
            let envelope = try JSONRPCAnswerEnvelope(node)
            id = envelope.id
            hasID = envelope.hasID
            error = envelope.failure.map { JSONRPCError(code: $0.code, message: $0.message, data: $0.data, cause: nil) }
            result = envelope.result
        } catch {
            throw JSONRPCAnswerReader.unreadable(error.words)
        }
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
