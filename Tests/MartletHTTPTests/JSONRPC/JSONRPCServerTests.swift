import Martlet
import MartletHTTP
import MartletTesting
import Testing

/// The literal cases of Go kit's `transport/http/jsonrpc`, and what differs from them.
@Suite("JSON-RPC 2.0: the server", .timeLimit(.minutes(1)))
struct JSONRPCServerTests {
    @Test("the happy path: a version, a result, no error")
    func happyPath() async throws {
        let answer = try await rpc(.adding, #"{"jsonrpc": "2.0", "method": "add", "params": [3, 2], "id": 1}"#)
        #expect(answer == RPCAnswer(body: #"{"jsonrpc":"2.0","result":{"v":5},"id":1}"#))
    }

    @Test(
        "ids go back byte for byte",
        arguments: [
            "12345", "12345.6", #""stringaling""#, "null", "0", "-1", "1.0", "1e2", "12345678901234567890123",
            #""\u0061\/é""#, #""""#,
        ]
    )
    func ids(id: String) async throws {
        let answer = try await rpc(.nop, call(id))
        #expect(answer.body == #"{"jsonrpc":"2.0","result":{},"id":\#(id)}"#)
    }

    @Test("ids of other types make no request", arguments: ["true", "[1]", "{}"])
    func wrongIDs(id: String) async throws {
        let answer = try await rpc(.nop, call(id))
        #expect(answer.body.hasPrefix(#"{"jsonrpc":"2.0","error":{"code":-32600,"#), "\(answer)")
        #expect(answer.body.hasSuffix(#","id":null}"#))
    }

    @Test("a body that is not JSON", arguments: ["clearlynotjson", "", "{", #"{"a":1}{}"#, "[1,]", "\u{FEFF}[]"])
    func notJSON(body: String) async throws {
        let answer = try await rpc(.adding, body)
        #expect(answer.status == 200)
        #expect(answer.body.hasPrefix(#"{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error: "#))
        #expect(answer.body.hasSuffix(#","id":null}"#))
    }

    @Test("an empty table has no methods")
    func emptyTable() async throws {
        let answer = try await rpc(JSONRPCMethods {}, call())
        #expect(
            answer.body
                == #"{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found: m","#
                + #""data":{"status":"unimplemented"}},"id":1}"#
        )
    }

    @Test("another method of HTTP is 405, and no hook runs")
    func otherMethods() async throws {
        let log = Recorder<String>()
        let routes = HTTPRoutes {
            Route("/rpc", jsonRPC: .adding)
                .before { _, _ in log.record("before") }
                .finalizer { _ in log.record("finalizer") }
        }
        let response = try await InProcessTransport(routes).send(OutgoingRequest(.get, "/rpc"), deadline: nil)
        #expect(response.status.code == 405)
        #expect(response.fields[.allow] == "POST, OPTIONS" || response.fields[.allow] == "OPTIONS, POST")
        #expect(log.elements == [])
    }

    @Test("params that are null are none, as Go kit's client sends them")
    func nullParams() async throws {
        let answer = try await rpc(.nop, call(params: "null"))
        #expect(answer.body == #"{"jsonrpc":"2.0","result":{},"id":1}"#)
    }

    @Test("an empty version is that of Go kit's client; any other is none")
    func versions() async throws {
        func answer(_ version: String) async throws -> String {
            try await rpc(.nop, #"{\#(version)"method":"m","id":1}"#).body
        }
        #expect(try await answer(#""jsonrpc":"","#).contains("result"))
        for version in [#""jsonrpc":"1.0","#, #""jsonrpc":2.0,"#, #""jsonrpc":"2.0 ","#, ""] {
            #expect(try await answer(version).contains("-32600"), "\(version)")
        }
    }

    @Test("params by position, by name, and neither")
    func params() async throws {
        func answer(_ params: String) async throws -> String {
            try await rpc(.adding, #"{"jsonrpc":"2.0","method":"add","params":\#(params),"id":1}"#).body
        }
        let five = #"{"jsonrpc":"2.0","result":{"v":5},"id":1}"#
        #expect(try await answer("[3,2]") == five)
        #expect(try await answer(#"{"b":2,"a":3,"c":[]}"#) == five)
        for params in ["[3]", "[3,2,1]", #"{"a":3}"#, #"{"a":"3","b":2}"#, "{}", "[]"] {
            #expect(try await answer(params).contains(#""code":-32602,"#), "\(params)")
        }
        for params in ["3", "true", #""3,2""#] {
            #expect(try await answer(params).contains(#""code":-32600,"#), "\(params)")
        }
    }

    @Test("the words about wrong params lead to the place")
    func wrongParams() async throws {
        let answer = try await rpc(.adding, #"{"jsonrpc":"2.0","method":"add","params":{"a":"3"},"id":1}"#)
        #expect(answer.body.contains("params.a: expected an integer, found a string at byte"), "\(answer)")
    }

    @Test("params and result in a way of one's own")
    func closures() async throws {
        let methods = JSONRPCMethods {
            JSONRPCMethod("m", to: Endpoint("sum") { (numbers: [Int]) in numbers.reduce(0, +) }) { params in
                params.isEmpty ? [] : try params.decode([Int].self)
            }
        }
        #expect(try await rpc(methods, call(params: "[1,2,3]")).body == #"{"jsonrpc":"2.0","result":6,"id":1}"#)
        #expect(try await rpc(methods, call()).body == #"{"jsonrpc":"2.0","result":0,"id":1}"#)
        #expect(try await rpc(methods, call(params: #"{"a":1}"#)).body.contains(#""code":-32602,"#))
    }

    @Test("a notification runs and is not answered, whatever becomes of it")
    func notifications() async throws {
        let log = Recorder<String>()
        let errors = Recorder<String>()
        let endpoint = Endpoint("note") { (text: [String]) in
            log.record(text.joined())
            if text == ["bad"] { throw Dang() }
            return Empty()
        }
        for params in [#"["good"]"#, #"["bad"]"#, "[1]"] {
            let answer = try await rpc(.calling(endpoint), call(nil, params: params)) {
                $0.errorHandler(Names(log: errors))
            }
            #expect(answer == .nothing)
        }
        #expect(log.elements == ["good", "bad"])
        #expect(errors.elements == ["note Dang", "note JSONRPCError"])
    }

    @Test("a body must say that it is JSON")
    func contentTypes() async throws {
        for type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx"] {
            let answer = try await rpc(.adding, call(), contentType: MediaType(type))
            #expect(answer.status == 415)
            #expect(answer.body.hasPrefix(#"{"jsonrpc":"2.0","error":"#), "\(answer)")
        }
        #expect(try await rpc(.adding, call(), contentType: nil).status == 415)
        #expect(try await rpc(.adding, call(), contentType: MediaType("application/json-rpc+json")).status == 200)
    }

    @Test("what a before-hook of the route refuses has its status of HTTP, and is an error object too")
    func refusals() async throws {
        let answer = try await rpc(.adding, call()) {
            $0.before { _, _ in throw Status(.unauthenticated, "who are you?") }
        }
        #expect(answer.status == 401)
        #expect(
            answer.body
                == #"{"jsonrpc":"2.0","error":{"code":-32016,"message":"who are you?","#
                + #""data":{"status":"unauthenticated"}},"id":null}"#
        )
    }
}

/// Records which endpoint failed with what.
struct Names: ErrorHandler {
    let log: Recorder<String>

    func handle(_ error: any Error, endpoint: String, context: RequestContext) {
        log.record("\(endpoint) \(type(of: error))")
    }
}
