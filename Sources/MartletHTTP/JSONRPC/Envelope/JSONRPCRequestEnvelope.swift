import MartletJSON

/// The outside of a request: the method, the id as it is written, the params as they stand in the document.
///
/// It knows nothing of HTTP and of errors, so that the fuzzer compiles it with `MartletJSON` alone.
struct JSONRPCRequestEnvelope {
    static let null = Array("null".utf8)

    var method = ""
    /// `nil` for a notification.
    var id: [UInt8]?
    /// `nil` for none, which `null` says too: Go kit's client sends it where there is nothing to send.
    var params: JSONNode?

    /// Reads the outside of a request.
    ///
    /// - Throws: `Refusal` when it is none.
    init(_ node: JSONNode) throws(Refusal) {
        guard node.kind == .object else { throw Refusal(problem: "a request is an object") }
        var version: String?
        var method: String?
        var problem: String?
        node.forEachChild { key, value in
            switch key {
            case "jsonrpc": version = value.text
            case "method": method = value.text
            case "params":
                switch value.kind {
                case .array, .object: params = value
                case .null: break
                case .bool, .number, .string: problem = "params are an array or an object"
                }
            case "id":
                switch value.kind {
                case .string, .number, .null: id = value.scalarBytes
                case .bool, .array, .object: problem = "an id is a string, a number or null"
                }
            default: break
            }
        }
        // Clients of Go kit up to 0.12 send an empty text.
        if version != "2.0", version != "" { problem = problem ?? "jsonrpc should be \"2.0\"" }
        guard let method else { throw Refusal(problem: "method should be a string", id: id ?? Self.null) }
        if let problem { throw Refusal(problem: problem, id: id ?? Self.null) }
        self.method = method
    }

    /// Why something is no request, and the id that it seems to have.
    struct Refusal: Error {
        let problem: String
        var id = JSONRPCRequestEnvelope.null
    }
}
