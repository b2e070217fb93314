import Martlet
import MartletHTTP
import MartletTesting
import NIOCore
import Testing

/// The examples of [the specification](https://www.jsonrpc.org/specification#examples), in their order.
@Suite("JSON-RPC 2.0: the examples of the specification", .timeLimit(.minutes(1)))
struct JSONRPCSpecificationTests {
    private struct Subtraction: Codable, Sendable {
        var minuend: Int
        var subtrahend: Int
    }

    private static let routes = HTTPRoutes {
        Route(
            "/rpc",
            jsonRPC: JSONRPCMethods {
                JSONRPCMethod(
                    "subtract",
                    to: Endpoint("subtract") { (numbers: Subtraction) in numbers.minuend - numbers.subtrahend },
                    parameters: ["minuend", "subtrahend"]
                )
                JSONRPCMethod("sum", to: Endpoint("sum") { (numbers: [Int]) in numbers.reduce(0, +) })
                JSONRPCMethod("update", to: Endpoint("update") { (_: [Int]) in Empty() })
                JSONRPCMethod("notify_hello", to: Endpoint("notify_hello") { (_: [Int]) in Empty() })
                JSONRPCMethod("notify_sum", to: Endpoint("notify_sum") { (_: [Int]) in Empty() })
                JSONRPCMethod("get_data", to: Endpoint("get_data") { (_: Empty) in Values() })
            }
            // The specification shows errors without data.
            .errorEncoder { error in
                let error = JSONRPCError(error)
                return JSONRPCError(error.code, error.message)
            }
        )
    }

    /// `["hello", 5]`
    private struct Values: Encodable, Sendable {
        func encode(to encoder: any Encoder) throws {
            var container = encoder.unkeyedContainer()
            try container.encode("hello")
            try container.encode(5)
        }
    }

    static let invalidRequest = #"{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request: "#

    @Test(
        "positional and named params",
        arguments: [
            (#"{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}"#, "19", "1"),
            (#"{"jsonrpc": "2.0", "method": "subtract", "params": [23, 42], "id": 2}"#, "-19", "2"),
            (
                #"{"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": 3}"#,
                "19", "3"
            ),
            (
                #"{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42, "subtrahend": 23}, "id": 4}"#,
                "19", "4"
            ),
        ]
    )
    func params(request: String, result: String, id: String) async throws {
        #expect(try await answer(to: request) == #"{"jsonrpc":"2.0","result":\#(result),"id":\#(id)}"#)
    }

    @Test(
        "notifications",
        arguments: [
            #"{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}"#,
            #"{"jsonrpc": "2.0", "method": "foobar"}"#,
        ]
    )
    func notifications(request: String) async throws {
        #expect(try await answer(to: request) == nil)
    }

    @Test("a call of a method that does not exist")
    func unknownMethod() async throws {
        #expect(
            try await answer(to: #"{"jsonrpc": "2.0", "method": "foobar", "id": "1"}"#)
                == #"{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found: foobar"},"id":"1"}"#
        )
    }

    @Test(
        "calls and batches that are not JSON",
        arguments: [
            #"{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]"#,
            #"[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},{"jsonrpc": "2.0", "method""#,
        ]
    )
    func notJSON(request: String) async throws {
        let answer = try #require(try await answer(to: request))
        #expect(answer.hasPrefix(#"{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error: "#), "\(answer)")
        #expect(answer.hasSuffix(#"},"id":null}"#))
    }

    @Test(
        "a call that is no request, and an empty batch",
        arguments: [
            #"{"jsonrpc": "2.0", "method": 1, "params": "bar"}"#, "[]",
        ]
    )
    func invalidRequests(request: String) async throws {
        let answer = try #require(try await answer(to: request))
        #expect(answer.hasPrefix(Self.invalidRequest), "\(answer)")
        #expect(answer.hasSuffix(#"},"id":null}"#))
    }

    @Test("batches of what is no request", arguments: [("[1]", 1), ("[1,2,3]", 3)])
    func invalidBatches(request: String, count: Int) async throws {
        let refusal = Self.invalidRequest + #"a request is an object"},"id":null}"#
        let refusals = Array(repeating: refusal, count: count).joined(separator: ",")
        #expect(try await answer(to: request) == "[\(refusals)]")
    }

    @Test("a batch of all kinds")
    func batch() async throws {
        let answer = try await answer(
            to: """
                [
                    {"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
                    {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},
                    {"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},
                    {"foo": "boo"},
                    {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
                    {"jsonrpc": "2.0", "method": "get_data", "id": "9"}
                ]
                """
        )
        #expect(
            answer == "["
                + [
                    #"{"jsonrpc":"2.0","result":7,"id":"1"}"#,
                    #"{"jsonrpc":"2.0","result":19,"id":"2"}"#,
                    Self.invalidRequest + #"method should be a string"},"id":null}"#,
                    #"{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found: foo.get"},"id":"5"}"#,
                    #"{"jsonrpc":"2.0","result":["hello",5],"id":"9"}"#,
                ].joined(separator: ",") + "]"
        )
    }

    @Test("a batch of notifications")
    func notificationBatch() async throws {
        let request = """
            [
                {"jsonrpc": "2.0", "method": "notify_sum", "params": [1,2,4]},
                {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}
            ]
            """
        #expect(try await answer(to: request) == nil)
    }

    /// The body of the answer; `nil` when there is none.
    private func answer(to body: String) async throws -> String? {
        var request = OutgoingRequest(.post, "/rpc")
        request.contentType = .json
        request.body.writeString(body)
        let response = try await InProcessTransport(Self.routes).send(request, deadline: nil)
        guard response.status != .noContent else {
            #expect(response.body.readableBytes == 0)
            return nil
        }
        #expect(response.status == .ok)
        return response.text
    }
}
