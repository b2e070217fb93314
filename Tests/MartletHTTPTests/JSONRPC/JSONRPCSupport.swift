import Martlet
import MartletHTTP
import MartletTesting
import NIOCore
import Testing

struct Operands: Codable, Hashable, Sendable {
    var a: Int
    var b: Int
}

struct Total: Codable, Hashable, Sendable {
    var v: Int
}

/// What a server has answered.
struct RPCAnswer: Equatable {
    var status = 200
    var body: String
    var contentType: String? = "application/json; charset=utf-8"

    static let nothing = RPCAnswer(status: 204, body: "", contentType: nil)
}

extension JSONRPCMethods {
    /// `add` of two numbers, by name and by position.
    static var adding: JSONRPCMethods {
        JSONRPCMethods {
            JSONRPCMethod(
                "add",
                to: Endpoint("add") { (numbers: Operands) in Total(v: numbers.a + numbers.b) },
                parameters: ["a", "b"]
            )
        }
    }

    /// A method `m` that does nothing.
    static var nop: JSONRPCMethods { calling(Endpoint<Empty, Empty>.nop()) }

    /// A method `m` of an endpoint.
    static func calling<Request: Decodable, Response: Encodable>(
        _ endpoint: Endpoint<Request, Response>
    ) -> JSONRPCMethods {
        JSONRPCMethods { JSONRPCMethod("m", to: endpoint) }
    }
}

/// Sends a body to methods, within the process.
func rpc(
    _ methods: JSONRPCMethods,
    _ body: String,
    fields: HTTPFields = HTTPFields(),
    contentType: MediaType? = .json,
    _ hook: (Route) -> Route = { $0 }
) async throws -> RPCAnswer {
    var request = OutgoingRequest(.post, "/rpc")
    request.contentType = contentType
    request.fields = fields
    request.body.writeString(body)
    let route = hook(Route("/rpc", jsonRPC: methods))
    let response = try await InProcessTransport(HTTPRoutes { route }).send(request, deadline: nil)
    return RPCAnswer(status: response.status.code, body: response.text, contentType: response.fields[.contentType])
}

/// A request of `m`, as JSON.
func call(_ id: String? = "1", params: String? = nil) -> String {
    let members = [
        #""jsonrpc":"2.0","method":"m""#, params.map { #""params":\#($0)"# }, id.map { #""id":\#($0)"# },
    ]
    return "{" + members.compactMap { $0 }.joined(separator: ",") + "}"
}
