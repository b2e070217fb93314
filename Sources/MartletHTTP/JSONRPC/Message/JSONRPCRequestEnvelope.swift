import Martlet
import MartletJSON

/// The outside of a request: the method, the id as it is written, the params as they stand in the document.
struct JSONRPCRequestEnvelope {
    static let null = Array("null".utf8)

    var method = ""
    /// `nil` for a notification.
    var id: [UInt8]?
    var params: JSONNode?

    /// The id that an answer has.
    var answerID: [UInt8] { id ?? Self.null }

    /// Reads the outside of a request.
    ///
    /// - Throws: `Refusal` when it is none.
    init(_ node: JSONNode) throws(Refusal) {
        guard node.kind == .object else { throw Refusal("a request is an object") }
        var version: String?
        var method: String?
        var problem: String?
        node.forEachChild { key, value in
            switch key {
            case "jsonrpc": version = value.text
            case "method": method = value.text
            case "params":
                params = value
                if value.kind != .array, value.kind != .object { problem = "params are an array or an object" }
            case "id":
                switch value.kind {
                case .string, .number, .null: id = value.scalarBytes
                case .bool, .array, .object: problem = "an id is a string, a number or null"
                }
            default: break
            }
        }
        // Go kit's client sends an empty text.
        if version != "2.0", version != "" { problem = problem ?? "jsonrpc should be \"2.0\"" }
        guard let method else { throw Refusal("method should be a string", id: answerID) }
        if let problem { throw Refusal(problem, id: answerID) }
        self.method = method
    }

    /// Why something is no request, and the id that it seems to have.
    struct Refusal: Error {
        let error: JSONRPCError
        let id: [UInt8]

        init(_ problem: String, id: [UInt8] = JSONRPCRequestEnvelope.null) {
            error = JSONRPCError(
                code: JSONRPCError.invalidRequestCode,
                Status(.invalidArgument, "Invalid Request: \(problem)")
            )
            self.id = id
        }
    }
}
