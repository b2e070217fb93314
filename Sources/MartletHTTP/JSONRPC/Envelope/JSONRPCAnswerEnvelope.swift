import MartletJSON

/// The outside of an answer: an id, and either a result or an error.
///
/// It knows nothing of HTTP and of errors, so that the fuzzer compiles it with `MartletJSON` alone.
struct JSONRPCAnswerEnvelope {
    let id: [UInt8]
    let result: JSONNode?
    let failure: Failure?

    /// An error object.
    struct Failure: Sendable {
        let code: Int
        let message: String
        let data: [UInt8]?
    }

    /// Why something is no answer.
    struct Problem: Error {
        let words: String
    }

    /// Whether it says which call it is for.
    var hasID: Bool { id != JSONRPCRequestEnvelope.null }

    /// Reads the outside of an answer.
    ///
    /// - Throws: `Problem` when it is none.
    init(_ node: JSONNode) throws(Problem) {
        guard node.kind == .object else { throw Problem(words: "it is no answer of JSON-RPC") }
        var id: [UInt8]?
        var result: JSONNode?
        var error: JSONNode?
        node.forEachChild { key, value in
            switch key {
            case "id": id = Self.comparable(value)
            case "result": result = value
            // Some peers of older versions send both, one of them null.
            case "error" where value.kind != .null: error = value
            default: break
            }
        }
        failure = try error.map { node throws(Problem) in try Failure(node) }
        guard let id, failure != nil || result != nil else {
            throw Problem(words: "it has no id, or neither a result nor an error")
        }
        self.id = id
        self.result = failure == nil ? result : nil
    }

    /// An id as this side writes it: a peer may have escaped other characters of a string.
    private static func comparable(_ value: JSONNode) -> [UInt8] {
        guard let text = value.text, let id = try? JSONCodec().encode(text) else { return value.scalarBytes }
        return id
    }
}

extension JSONRPCAnswerEnvelope.Failure {
    fileprivate init(_ node: JSONNode) throws(JSONRPCAnswerEnvelope.Problem) {
        var code: Int?
        var message = ""
        var data: [UInt8]?
        node.forEachChild { key, value in
            switch key {
            case "code": code = try? value.decode(Int.self)
            case "message": message = value.text ?? ""
            case "data" where value.kind != .null: data = value.bytes
            default: break
            }
        }
        guard let code else {
            throw JSONRPCAnswerEnvelope.Problem(words: "its error has no code that is a whole number")
        }
        self.init(code: code, message: message.isEmpty ? "error \(code)" : message, data: data)
    }
}
