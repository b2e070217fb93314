import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

@Suite("Hooks of a server", .timeLimit(.minutes(1)))
struct ServerHookTests {
    private enum NameKey: RequestContextKey { typealias Value = String }

    /// Keeps the errors that it is handed.
    private struct Errors: ErrorHandler {
        let log: Recorder<String>

        func handle(_ error: any Error, endpoint: String, context: RequestContext) {
            log.record("handler \(endpoint) \(type(of: error)) \(context[NumberKey.self] ?? 0)")
        }
    }

    /// A route that records every step, two hooks of each kind.
    private func recording(
        _ log: Recorder<String>,
        decode: @escaping @Sendable () throws -> Void = {},
        endpoint: @escaping @Sendable () throws -> Void = {},
        encode: @escaping @Sendable () throws -> Void = {}
    ) -> HTTPRoutes {
        let endpoint = Endpoint("steps") { (_: Empty) in
            log.record("endpoint \(RequestContext.current[NumberKey.self] ?? 0)")
            try endpoint()
            return Empty()
        }
        return HTTPRoutes {
            Route(.get, "/", to: endpoint) { _ in
                log.record("decode \(RequestContext.current[NumberKey.self] ?? 0)")
                try decode()
                return Empty()
            } encode: { _, response in
                log.record("encode")
                try encode()
                response.body.writeString("done")
            }
            .before { _, context in
                log.record("before 2 sees \(context[NumberKey.self] ?? 0)")
                context[NumberKey.self] = 2
            }
            .after { _, context in
                log.record("after 2 sees \(context[NameKey.self] ?? "-")")
                context[NameKey.self] = "two"
            }
            .finalizer { finished in log.record("finalizer 2 \(finished.status.code)") }
        }
        .before { _, context in
            log.record("before 1")
            context[NumberKey.self] = 1
        }
        .after { _, context in
            log.record("after 1")
            context[NameKey.self] = "one"
        }
        .errorHandler(Errors(log: log))
        .errorEncoder { error, response in
            log.record("error encoder \(type(of: error)) \(RequestContext.current[NumberKey.self] ?? 0)")
            response.status = .internalServerError
        }
        .finalizer { finished in
            log.record("finalizer 1 \(finished.context[NumberKey.self] ?? 0) \(finished.context[NameKey.self] ?? "-")")
        }
    }

    @Test("before, decode, endpoint, after, encode, finalizer; two of each, in order, with one context")
    func order() async throws {
        let log = Recorder<String>()
        try await withServer(recording(log)) { server async throws in
            #expect(try await server.send(request("GET", "/")).body == "done")
        }
        #expect(
            log.elements == [
                "before 1", "before 2 sees 1", "decode 2", "endpoint 2", "after 1", "after 2 sees one", "encode",
                "finalizer 1 2 two", "finalizer 2 200",
            ]
        )
    }

    @Test("an error of the decoder, the endpoint or the encoder: handler, then encoder, then nothing but finalizers")
    func errors() async throws {
        let before = ["before 1", "before 2 sees 1", "decode 2"]
        let failed = ["handler steps Dang 2", "error encoder Dang 2"]
        for (place, steps) in [
            ("decode", before + failed + ["finalizer 1 2 -", "finalizer 2 500"]),
            ("endpoint", before + ["endpoint 2"] + failed + ["finalizer 1 2 -", "finalizer 2 500"]),
            (
                "encode",
                before + ["endpoint 2", "after 1", "after 2 sees one", "encode"] + failed
                    + ["finalizer 1 2 two", "finalizer 2 500"]
            ),
        ] {
            let log = Recorder<String>()
            @Sendable func fail(at step: String) throws { if step == place { throw Dang() } }
            let routes = recording(
                log,
                decode: { try fail(at: "decode") },
                endpoint: { try fail(at: "endpoint") },
                encode: { try fail(at: "encode") }
            )
            try await withServer(routes) { server async throws in
                #expect(try await server.send(request("GET", "/")).status == 500)
            }
            #expect(log.elements == steps)
        }
    }

    @Test("a before-hook that throws is answered, and nothing after it runs")
    func throwingBefore() async throws {
        let log = Recorder<String>()
        let routes = recording(log).before { _, _ in throw Status(.unauthenticated, "who are you?") }
        try await withServer(routes) { server async throws in
            #expect(try await server.send(request("GET", "/")).status == 500)
        }
        #expect(
            log.elements == [
                "handler steps Status 0", "error encoder Status 0", "finalizer 1 0 -", "finalizer 2 500",
            ]
        )
    }

    @Test("a custom error encoder: a teapot")
    func teapot() async throws {
        let routes = HTTPRoutes {
            Route(.get, "/", to: Endpoint("dang") { (_: Empty) -> Empty in throw Dang() })
                .errorEncoder { error, response in
                    response.status = error is Dang ? .init(code: 418) : .ok
                }
        }
        try await withServer(routes) { server in
            let response = try await server.send(request("GET", "/"))
            #expect(response.status == 418)
            #expect(response.values("content-length") == ["0"])
        }
    }

    @Test("a finalizer sees the status 418, the field and the size 18")
    func finalizer() async throws {
        let lizard = try #require(HTTPField.Name("X-Henlo-Lizer"))
        let log = Recorder<FinishedRequest>()
        let routes = HTTPRoutes {
            Route(.get, "/", to: .nop()) { _ in
                Empty()
            } encode: { _, response in
                response.status = .init(code: 418)
                response.fields[lizard] = "Helllo you stinky lizard"
                response.body.writeString("go eat a fly ugly\n")
            }
            .finalizer { log.record($0) }
        }
        try await withServer(routes) { server in
            let response = try await server.send(request("GET", "/"))
            #expect(response.body == "go eat a fly ugly\n")
        }
        let finished = try #require(log.elements.first)
        #expect(log.elements.count == 1)
        #expect(finished.status.code == 418)
        #expect(finished.responseFields[lizard] == "Helllo you stinky lizard")
        #expect(finished.responseByteCount == 18)
        #expect(finished.error == nil)
    }

    @Test("what Go kit's PopulateRequestContext keeps is in a copy of the head")
    func head() async throws {
        enum HeadKey: RequestContextKey { typealias Value = ReceivedHead }
        let log = Recorder<ReceivedHead?>()
        let endpoint = Endpoint("search") { (_: Empty) in
            log.record(RequestContext.current[HeadKey.self])
            return Empty()
        }
        let routes = HTTPRoutes {
            Route(.patch, "/search", to: endpoint)
                .before { request, context in context[HeadKey.self] = request.head }
        }
        try await withServer(routes) { server async throws in
            let fields = [
                "X-Request-Id: a1b2c3d4e5", "X-Forwarded-For: 10.0.0.1", "X-Forwarded-For: 10.0.0.2",
                "User-Agent: tests", "Cookie: a=1", "Cookie: b=2",
            ]
            #expect(try await server.send(request("PATCH", "/search?q=sympatico", fields)).status == 200)
        }
        let head = try #require(log.elements.first ?? nil)
        #expect(head.method == .patch)
        #expect(head.path == "/search")
        #expect(head.target == "/search?q=sympatico")
        #expect(head.authority == "test")
        #expect(head[.xRequestID] == "a1b2c3d4e5")
        #expect(head[.userAgent] == "tests")
        #expect(head[.cookie] == "a=1; b=2")
        #expect(head[.referer] == nil)
        #expect(head.fields.count == 7)
        #expect(head.fields[values: try #require(HTTPField.Name("x-forwarded-for"))] == ["10.0.0.1", "10.0.0.2"])
        let address = try #require(head.remoteAddress)
        #expect(address.hasPrefix("127.0.0.1:") && ServerAddress(address) != nil)
    }

    @Test("an after-hook sets fields and the content type")
    func afterSetsFields() async throws {
        let routes = HTTPRoutes {
            Route(.get, "/", to: .nop()) { _ in
                Empty()
            } encode: { _, _ in
            }
            .after { response, _ in
                response.fields[.xFoo] = "12345"
                response.contentType = MediaType("application/json")
            }
        }
        try await withServer(routes) { server in
            let response = try await server.send(request("GET", "/"))
            #expect(response.values("x-foo") == ["12345"])
            #expect(response.values("content-type") == ["application/json"])
        }
    }
}
