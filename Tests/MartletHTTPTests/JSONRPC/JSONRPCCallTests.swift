import Martlet
import MartletHTTP
import MartletTesting
import Testing

@Suite("JSON-RPC 2.0: hooks, context, deadline", .timeLimit(.minutes(1)))
struct JSONRPCCallTests {
    private enum NameKey: RequestContextKey { typealias Value = String }

    @Test("two hooks of each kind, in order, with one context; the finalizer at the end")
    func order() async throws {
        let log = Recorder<String>()
        let endpoint = Endpoint("m") { (_: Empty) in
            let context = RequestContext.current
            log.record("endpoint \(context[NumberKey.self] ?? 0) \(context[JSONRPCCall.self]?.method ?? "-")")
            return Empty()
        }
        let methods = JSONRPCMethods.calling(endpoint)
            .before { call, context in
                log.record("call \(call.method) \(call.id ?? "-") sees \(context[NumberKey.self] ?? 0)")
                context[NumberKey.self] = 3
            }
            .before { _, context in
                log.record("call 2 sees \(context[NumberKey.self] ?? 0)")
                context[NumberKey.self] = 4
            }
        _ = try await rpc(methods, call(#""x""#)) { route in
            route
                .finalizer { finished in
                    log.record("finalizer \(finished.status.code) \(finished.context[NameKey.self] ?? "-")")
                }
                .after { _, context in
                    log.record("after 2 sees \(context[NameKey.self] ?? "-")")
                    context[NameKey.self] = "two"
                }
                .after { _, context in
                    log.record("after 1")
                    context[NameKey.self] = "one"
                }
                .before { _, context in
                    log.record("before 2 sees \(context[NumberKey.self] ?? 0)")
                    context[NumberKey.self] = 2
                }
                .before { _, context in
                    log.record("before 1")
                    context[NumberKey.self] = 1
                }
        }
        #expect(
            log.elements == [
                "before 1", "before 2 sees 1", #"call m "x" sees 2"#, "call 2 sees 3", "endpoint 4 m", "after 1",
                "after 2 sees one", "finalizer 200 two",
            ]
        )
    }

    @Test("after-hooks run once for each request of HTTP, whatever became of its calls", arguments: ["m", "other"])
    func afterHooks(method: String) async throws {
        let tally = Tally()
        for body in [call(), "[\(call()),\(call())]"] {
            let answer = try await rpc(.nop, body.replacing(#""m""#, with: #""\(method)""#)) {
                $0.after { response, _ in
                    tally.increment()
                    response.status = .accepted
                }
            }
            #expect(answer.status == 202)
        }
        #expect(tally.count == 2)
    }

    @Test("the error handler knows the endpoint, and the context of the call")
    func errorHandler() async throws {
        struct Handler: ErrorHandler {
            let log: Recorder<String>

            func handle(_ error: any Error, endpoint: String, context: RequestContext) {
                log.record("\(endpoint) \(error) \(context[JSONRPCCall.self]?.id ?? "-")")
            }
        }
        let log = Recorder<String>()
        let endpoint = Endpoint("failing") { (_: Empty) -> Empty in throw Dang() }
        _ = try await rpc(.calling(endpoint), "[\(call("1")),\(call("2")),1]") { $0.errorHandler(Handler(log: log)) }
        #expect(
            log.elements.sorted() == [
                "failing Dang() 1", "failing Dang() 2", "jsonrpc -32600: Invalid Request: a request is an object -",
            ]
        )
    }

    @Test("a hook of the call that throws is its answer, and the others of the batch go on")
    func throwingHook() async throws {
        let methods = JSONRPCMethods.calling(.nop() as Endpoint<Empty, Empty>).before { call, _ in
            if call.id == "1" { throw Status(.permissionDenied, "not you") }
        }
        let answer = try await rpc(methods, "[\(call("1")),\(call("2"))]")
        #expect(
            answer.body
                == #"[{"jsonrpc":"2.0","error":{"code":-32007,"message":"not you","#
                + #""data":{"status":"permission_denied"}},"id":1},{"jsonrpc":"2.0","result":{},"id":2}]"#
        )
    }

    @Test("the deadline and the metadata of the request hold for each of its calls")
    func propagation() async throws {
        let log = Recorder<String>()
        let endpoint = Endpoint("m") { (_: Empty) in
            let context = RequestContext.current
            let remaining = context.deadline?.remaining() ?? .zero
            log.record("\(context.requestID ?? "-") \(remaining > .seconds(50) && remaining <= .seconds(60))")
            return Empty()
        }
        let fields: HTTPFields = [.xRequestID: "r1", .grpcTimeout: "60S"]
        _ = try await rpc(.calling(endpoint), "[\(call("1")),\(call("2"))]", fields: fields)
        #expect(log.elements == ["r1 true", "r1 true"])
    }

    @Test("a call that overruns is cancelled, and says so")
    func overrun() async throws {
        let endpoint = Endpoint("m") { (_: Empty) in
            await untilCancelled()
            try Task.checkCancellation()
            return Empty()
        }
        for body in [call(), "[\(call())]"] {
            try await withServer(HTTPRoutes { Route("/rpc", jsonRPC: .calling(endpoint)) }) { server in
                let response = try await server.send(request("POST", "/rpc", ["grpc-timeout: 20m"], body: body))
                #expect(response.status == 200)
                #expect(response.body.contains(#""code":-32004,"#), "\(response.body)")
            }
        }
    }

    @Test("work whose deadline has passed is refused")
    func expired() async throws {
        let answer = try await rpc(.adding, call(), fields: [.grpcTimeout: "0m"])
        #expect(answer.status == 504)
        #expect(answer.body.contains(#""code":-32004,"#) && answer.body.hasSuffix(#","id":null}"#))
    }

    @Test("the calls of a batch run side by side, up to the limit, and are answered in their order")
    func concurrency() async throws {
        let gates = [Latch(), Latch(), Latch()]
        let log = Recorder<Int>()
        let endpoint = Endpoint("m") { (index: [Int]) in
            log.record(1)
            // The first waits for the second: one after the other would never end.
            if index[0] == 0 { await gates[1].wait() } else { gates[index[0]].open() }
            await Task.yield()
            log.record(-1)
            return index[0]
        }
        let methods = JSONRPCMethods.calling(endpoint).limits { $0.concurrentCallCount = 2 }
        let batch = (0..<3).map { call("\($0)", params: "[\($0)]") }.joined(separator: ",")
        let answer = try await rpc(methods, "[\(batch)]")
        #expect(
            answer.body == "["
                + (0..<3).map { #"{"jsonrpc":"2.0","result":\#($0),"id":\#($0)}"# }.joined(separator: ",") + "]"
        )
        let running = log.elements.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
        #expect(running.max() == 2)
    }

    @Test("with a limit of one they run one after the other")
    func oneAfterTheOther() async throws {
        let log = Recorder<String>()
        let endpoint = Endpoint("m") { (index: [Int]) in
            log.record("begin \(index[0])")
            await Task.yield()
            log.record("end \(index[0])")
            return Empty()
        }
        let methods = JSONRPCMethods.calling(endpoint).limits { $0.concurrentCallCount = 1 }
        let batch = (0..<3).map { call("\($0)", params: "[\($0)]") }.joined(separator: ",")
        _ = try await rpc(methods, "[\(batch)]")
        #expect(log.elements == (0..<3).flatMap { ["begin \($0)", "end \($0)"] })
    }

    @Test("layers around the endpoint see the call, and the same endpoint serves other routes")
    func layers() async throws {
        let log = Recorder<String>()
        let endpoint = Endpoint("m") { (numbers: Operands) in Total(v: numbers.a + numbers.b) }
            .with("log") { request, next in
                log.record(RequestContext.current[JSONRPCCall.self]?.method ?? "no method")
                return try await next(request)
            }
        let routes = HTTPRoutes {
            Route("/rpc", jsonRPC: .calling(endpoint))
            Route(.post, "/m", to: endpoint)
        }
        let http = HTTPCaller(try InProcessTransport(routes))
        let overRPC: Endpoint<Operands, Total> = JSONRPCCaller(http, "/rpc").endpoint("m")
        let overHTTP: Endpoint<Operands, Total> = http.endpoint("m", .post, "/m")
        #expect(try await overRPC(Operands(a: 1, b: 2)) == Total(v: 3))
        #expect(try await overHTTP(Operands(a: 1, b: 2)) == Total(v: 3))
        #expect(log.elements == ["m", "no method"])
    }
}
