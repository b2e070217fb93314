import Martlet
import MartletHTTP
import RealServers
import Testing

@Suite("JSON-RPC 2.0: Go kit's own client and server", .timeLimit(.minutes(4)), .requires(.goKit))
struct JSONRPCGoKitTests {
    @Test("Go kit's client calls our server")
    func client() async throws {
        _ = try await GoKitProgram.build()
        let methods = JSONRPCMethods {
            JSONRPCMethod(
                "add",
                to: Endpoint("add") { (numbers: Operands) in Total(v: numbers.a + numbers.b) },
                parameters: ["a", "b"]
            )
            JSONRPCMethod("nothing", to: Endpoint<Empty, Empty>.nop())
            JSONRPCMethod(
                "fail",
                to: Endpoint("fail") { (_: Empty) -> Empty in throw Status(.notFound, "no profile <7>") }
            )
            JSONRPCMethod("coded", to: Endpoint("coded") { (_: Empty) -> Empty in throw JSONRPCError(1_001, "out") })
        }
        try await withServer(HTTPRoutes { Route("/rpc", jsonRPC: methods) }) { server async throws in
            func twice(_ method: String, _ params: String) async throws -> String {
                let lines = try await GoKitPeer.call(port: server.port, method, params)
                #expect(lines.count == 2 && lines.first == lines.last)
                return lines.first ?? ""
            }
            #expect(try await twice("add", #"{"a":3,"b":2}"#) == #"result {"v":5}"#)
            #expect(try await twice("add", "[3,2]") == #"result {"v":5}"#)
            #expect(try await twice("nothing", "null") == "result {}")
            #expect(try await twice("fail", "null") == "error -32005 no profile <7>")
            #expect(try await twice("coded", "{}") == "error 1001 out")
            #expect(try await twice("other", "{}") == "error -32601 Method not found: other")
            #expect(try await twice("add", #"{"a":"x"}"#).hasPrefix("error -32602 params.a: expected an integer"))
        }
    }

    @Test("our client calls Go kit's server")
    func server() async throws {
        _ = try await GoKitProgram.build()
        let transport = NIOHTTPTransport()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await transport.run() }
            defer { group.cancelAll() }
            try await withServer(GoKitPeer.self) { peer async throws in
                let rpc = JSONRPCCaller(HTTPCaller(transport).at("http://127.0.0.1:\(peer.port)"), "/")
                let add: Endpoint<Operands, Total> = rpc.endpoint("add")
                for index in 0..<5 { #expect(try await add(Operands(a: index, b: 2)) == Total(v: index + 2)) }

                func failure(_ method: String) async throws -> Status {
                    let endpoint: Endpoint<Operands, Total> = rpc.endpoint(method)
                    return try #require(await status { _ = try await endpoint(Operands(a: 0, b: 0)) })
                }
                // Go kit answers errors with the id null.
                let business = try await failure("fail")
                #expect(business.code == .internal)
                #expect(business.message == "can't sum two zeroes")
                let coded = try await failure("coded")
                #expect(coded.code == .unknown)
                #expect((coded.underlying as? JSONRPCError)?.code == 1_001)
                let missing = try await failure("other")
                #expect(missing.code == .unimplemented)
                #expect(missing.message == "Method other was not found.")
                let wrong: Endpoint<[String], Total> = rpc.endpoint("add")
                #expect(await status { _ = try await wrong(["x"]) }?.code == .invalidArgument)

                // It has no batches and answers notifications.
                let notify: Endpoint<Operands, Empty> = rpc.notification("add")
                _ = try await notify(Operands(a: 1, b: 2))
                var batch = rpc.batch()
                _ = try batch.call("add", Operands(a: 1, b: 2), as: Total.self)
                let refused = await status { _ = try await batch.send() }
                #expect((refused?.underlying as? JSONRPCError)?.code == JSONRPCError.parseErrorCode)
            }
        }
    }
}
