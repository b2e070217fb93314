import Martlet
import MartletHTTP
import MartletTesting
import NIOCore
import Testing

@Suite("JSON-RPC 2.0: hostile input", .timeLimit(.minutes(1)))
struct JSONRPCHostileTests {
    private func isRefused(_ answer: RPCAnswer, _ code: Int) -> Bool {
        answer.body.hasPrefix(#"{"jsonrpc":"2.0","error":{"code":\#(code),"#) && answer.body.hasSuffix(#","id":null}"#)
    }

    @Test("a batch of too many calls is refused as a whole, and none of them runs")
    func longBatch() async throws {
        let tally = Tally()
        let endpoint = Endpoint("m") { (_: Empty) in
            tally.increment()
            return Empty()
        }
        let methods = JSONRPCMethods.calling(endpoint).limits { $0.batchCount = 3 }
        func batch(_ count: Int) -> String { "[" + Array(repeating: call(), count: count).joined(separator: ",") + "]" }
        #expect(isRefused(try await rpc(methods, batch(4)), -32_600))
        #expect(tally.count == 0)
        #expect(try await rpc(methods, batch(3)).body.hasPrefix("["))
        #expect(tally.count == 3)
        // The usual limit is 100.
        #expect(isRefused(try await rpc(.calling(endpoint), batch(101)), -32_600))
        #expect(tally.count == 3)
    }

    @Test("the end of a body is checked before the first call runs")
    func nothingRunsBeforeTheEnd() async throws {
        let tally = Tally()
        let endpoint = Endpoint("m") { (_: Empty) in
            tally.increment()
            return Empty()
        }
        #expect(isRefused(try await rpc(.calling(endpoint), "[\(call()),\(call()),{]"), -32_700))
        #expect(isRefused(try await rpc(.calling(endpoint), "\(call()) x"), -32_700))
        #expect(tally.count == 0)
    }

    @Test("a member twice could be read in two ways", arguments: ["method", "id", "params", "jsonrpc", #"\u0069d"#])
    func repeatedMembers(name: String) async throws {
        let body = #"{"jsonrpc":"2.0","method":"m","params":{},"id":1,"\#(name)":"2.0"}"#
        #expect(isRefused(try await rpc(.nop, body), -32_700))
    }

    @Test("escaped names are the same names")
    func escapedNames() async throws {
        let body = #"{"jsonrpc":"2.\u0030","\u006dethod":"\u006d","\u0069d":7}"#
        #expect(try await rpc(.nop, body).body == #"{"jsonrpc":"2.0","result":{},"id":7}"#)
    }

    @Test("nesting ends somewhere", arguments: ["[", #"{"a":"#])
    func nesting(open: String) async throws {
        let deep = String(repeating: open, count: 100_000)
        #expect(isRefused(try await rpc(.adding, deep), -32_700))
        #expect(isRefused(try await rpc(.adding, #"{"jsonrpc":"2.0","method":"add","id":1,"params":"# + deep), -32_700))
    }

    @Test("bytes that are not UTF-8, control characters, lone surrogates", arguments: [#"\ud800"#, "\u{1}", #"\x"#])
    func badStrings(text: String) async throws {
        #expect(isRefused(try await rpc(.adding, #"{"jsonrpc":"2.0","method":"\#(text)","id":1}"#), -32_700))
        var request = OutgoingRequest(.post, "/rpc")
        request.contentType = .json
        request.body.writeBytes(Array(#"{"jsonrpc":"2.0","method":"add","id":""#.utf8) + [0xFF, 0x22, 0x7D])
        let transport = try InProcessTransport(HTTPRoutes { Route("/rpc", jsonRPC: .adding) })
        let response = try await transport.send(request, deadline: nil)
        #expect(isRefused(RPCAnswer(body: response.text), -32_700))
    }

    @Test("a long name of a method comes back shortened")
    func longNames() async throws {
        let name = String(repeating: "m", count: 100_000)
        let answer = try await rpc(.adding, #"{"jsonrpc":"2.0","method":"\#(name)","id":1}"#)
        #expect(answer.body.contains(#""code":-32601,"#))
        #expect(answer.body.utf8.count < 300)
    }

    @Test("a body that is too large is refused by the server")
    func largeBody() async throws {
        let routes = HTTPRoutes { Route("/rpc", jsonRPC: .adding) }
        try await withServer(routes) {
            $0.limits.bodyByteCount = 1_000
        } body: { server in
            let body = call(params: "[" + Array(repeating: "1", count: 1_000).joined(separator: ",") + "]")
            let response = try await server.send(request("POST", "/rpc", body: body))
            #expect(response.status == 413)
        }
    }

    @Test("random changes of a request never do worse than an error object", arguments: 1...4)
    func noise(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let transport = try InProcessTransport(HTTPRoutes { Route("/rpc", jsonRPC: .adding) })
        let valid = Array(
            #"[{"jsonrpc":"2.0","method":"add","params":[1,2],"id":"é"},{"jsonrpc":"2.0","method":"x","id":1.5}]"#.utf8
        )
        for _ in 0..<500 {
            var bytes = valid
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] =
                    Bool.random(using: &generator)
                    ? UInt8.random(in: 0...255, using: &generator)
                    : Array(#"[]{}",:0e-\n"#.utf8).randomElement(using: &generator) ?? 0
            }
            var request = OutgoingRequest(.post, "/rpc")
            request.contentType = .json
            request.body.writeBytes(bytes)
            let response = try await transport.send(request, deadline: nil)
            #expect(response.status == .ok || response.status == .noContent)
        }
    }
}
