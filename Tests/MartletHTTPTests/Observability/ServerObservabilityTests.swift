import CoreMetrics
import HTTPTypes
import InMemoryLogging
import InMemoryTracing
import Logging
import Martlet
import MartletHTTP
import MetricsTestKit
import NIOCore
import Testing
import Tracing

@Suite struct ServerObservabilityTests {
    private let records = InMemoryLogHandler()
    private let metrics = TestMetrics()
    private let tracer = InMemoryTracer()

    private var logger: Logger {
        var logger = Logger(label: "test") { _ in records }
        logger.logLevel = .trace
        return logger
    }

    private var routes: HTTPRoutes {
        HTTPRoutes("/v1") {
            Route(.get, "/echo/{text}", to: Endpoint("echo") { (text: String) in text }) {
                try $0.parameter("text")
            }
            Route(.get, "/fail", to: Endpoint("fail") { (_: Empty) throws -> String in throw Status(.internal) })
            Route(
                .get,
                "/stream",
                to: Endpoint("stream") { (_: Empty) in
                    ResponseStream([ByteBuffer(string: "ab"), ByteBuffer(string: "c")])
                }
            ) { stream, response in
                response.stream = stream
            }
            Route(
                .get,
                "/breaks",
                to: Endpoint("breaks") { (_: Empty) in
                    ResponseStream(
                        AsyncThrowingStream<ByteBuffer, any Error> {
                            $0.yield(ByteBuffer(string: "ab"))
                            $0.finish(throwing: Status(.dataLoss))
                        }
                    )
                }
            ) { stream, response in
                response.stream = stream
            }
            Route(
                .get,
                "/span",
                to: Endpoint("span") { (_: Empty) in
                    ServiceContext.current?.inMemorySpanContext?.traceID ?? "none"
                }
            )
        }
    }

    private func serve<Result: Sendable>(
        _ observe: (inout HTTPServerObservability) -> Void,
        body: (RunningServer) async throws -> Result
    ) async throws -> Result {
        try await withServer(routes, { observe(&$0.observability) }, body: body)
    }

    private func get(_ path: String, _ fields: String = "") -> String {
        "GET \(path) HTTP/1.1\r\nHost: a\r\n\(fields)Connection: close\r\n\r\n"
    }

    // MARK: Access log

    @Test func aLinePerRequest() async throws {
        _ = try await serve({ $0.accessLog = HTTPAccessLog(logger) }) {
            try await $0.send(get("/v1/echo/hi?secret=1", "User-Agent: test\r\n"))
        }
        let entry = try #require(records.entries.first)
        #expect(records.entries.count == 1)
        #expect(entry.level == .info)
        #expect(entry.message == "request")
        var metadata = entry.metadata.mapValues(\.description)
        #expect(metadata.removeValue(forKey: "duration_ms").flatMap(Double.init) ?? -1 >= 0)
        #expect(metadata.removeValue(forKey: "remote")?.hasPrefix("127.0.0.1:") == true)
        #expect(metadata == ["method": "GET", "path": "/v1/echo/hi", "status": "200", "bytes": "4"])
    }

    @Test func refusedRequestsAreLogged() async throws {
        try await serve({ $0.accessLog = HTTPAccessLog(logger) }) {
            _ = try await $0.send(get("/nowhere"))
            _ = try await $0.send("POST /v1/fail HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            _ = try await $0.send(get("/v1/fail"))
        }
        #expect(records.entries.map { $0.metadata["status"]?.description } == ["404", "405", "500"])
        #expect(records.entries.map(\.level) == [.info, .info, .error])
    }

    @Test func levelsAndUserAgent() async throws {
        let log = HTTPAccessLog(logger, includesUserAgent: true) { $0 == 404 ? .notice : nil }
        try await serve({ $0.accessLog = log }) {
            _ = try await $0.send(get("/nowhere", "User-Agent: test/1\r\n"))
            _ = try await $0.send(get("/v1/echo/a"))
        }
        #expect(records.entries.map(\.level) == [.notice])
        #expect(records.entries.first?.metadata["user_agent"] == "test/1")
    }

    @Test func longPathsAreCut() async throws {
        _ = try await serve({ $0.accessLog = HTTPAccessLog(logger) }) {
            try await $0.send(get("/" + String(repeating: "x", count: 2_000)))
        }
        #expect(records.entries.first?.metadata["path"]?.description.utf8.count == 512)
    }

    @Test func streamsAreLoggedAtTheirEnd() async throws {
        try await serve({ $0.accessLog = HTTPAccessLog(logger) }) {
            _ = try await $0.send(get("/v1/stream"))
        }
        #expect(records.entries.map { $0.metadata["bytes"]?.description } == ["3"])
        #expect(records.entries.first?.metadata["broken_off"] == nil)
    }

    @Test func streamsThatBreakOffSaySo() async throws {
        try await serve({ $0.accessLog = HTTPAccessLog(logger) }) {
            _ = try? await $0.send(get("/v1/breaks"))
        }
        #expect(records.entries.map { $0.metadata["broken_off"]?.description } == ["true"])
        #expect(records.entries.first?.metadata["status"]?.description == "200")
    }

    // MARK: Metrics

    @Test func countsAndTimes() async throws {
        try await serve({ $0.metrics = metrics }) {
            _ = try await $0.send(get("/v1/echo/a"))
            _ = try await $0.send(get("/v1/echo/b"))
            _ = try await $0.send(get("/nowhere"))
            _ = try await $0.send("BREW /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        }
        func timer(_ method: String, _ route: String, _ status: String) throws -> TestTimer {
            try metrics.expectTimer(
                "http.server.request.duration",
                [
                    ("http.request.method", method), ("http.route", route), ("http.response.status_code", status),
                ]
            )
        }
        #expect(try timer("GET", "/v1/echo/{text}", "200").values.count == 2)
        #expect(try timer("GET", "none", "404").values.count == 1)
        #expect(try timer("_OTHER", "none", "404").values.count == 1)
        let active = try metrics.expectMeter("http.server.active_requests", [("http.request.method", "GET")])
        #expect(active.values.map { $0 } == [1, 0, 1, 0, 1, 0])
    }

    // MARK: Spans

    private func span() throws -> FinishedInMemorySpan {
        #expect(tracer.finishedSpans.count == 1)
        #expect(tracer.activeSpans.isEmpty)
        return try #require(tracer.finishedSpans.first)
    }

    /// Go kit: kind SERVER, name, tags http.method, http.path, http.status_code, http.response.size.
    @Test func aSpanPerRequest() async throws {
        _ = try await serve({ $0.tracer = tracer }) { try await $0.send(get("/v1/echo/hi", "User-Agent: test\r\n")) }
        let span = try span()
        #expect(span.operationName == "GET /v1/echo/{text}")
        #expect(span.kind == .server)
        #expect(span.status == nil)
        #expect(span.attributes.get("http.request.method") == .string("GET"))
        #expect(span.attributes.get("http.route") == .string("/v1/echo/{text}"))
        #expect(span.attributes.get("url.path") == .string("/v1/echo/hi"))
        #expect(span.attributes.get("user_agent.original") == .string("test"))
        #expect(span.attributes.get("http.response.status_code") == .int64(200))
        #expect(span.attributes.get("http.response.body.size") == .int64(4))
    }

    @Test func whatNoRouteHasMatchedHasAName() async throws {
        _ = try await serve({ $0.tracer = tracer }) { try await $0.send(get("/nowhere")) }
        #expect(try span().operationName == "GET")
        #expect(try span().attributes.get("http.route") == nil)
        #expect(try span().status == nil)
    }

    @Test func failuresOfTheServer() async throws {
        _ = try await serve({ $0.tracer = tracer }) { try await $0.send(get("/v1/fail")) }
        #expect(try span().status?.code == .error)
        #expect(try span().attributes.get("error.type") == .string("500"))
    }

    @Test func streamsThatBreakOffAreFailures() async throws {
        _ = try await serve({ $0.tracer = tracer }) { try? await $0.send(get("/v1/breaks")) }
        #expect(try span().status?.code == .error)
    }

    /// Go kit: parent ids match, and the span is in the context of the endpoint.
    @Test func joinsTheTraceOfTheCaller() async throws {
        let fields = "\(InMemoryTracer.traceIDKey): trace-7\r\n\(InMemoryTracer.spanIDKey): span-7\r\n"
        let response = try await serve({ $0.tracer = tracer }) { try await $0.send(get("/v1/span", fields)) }
        #expect(response.body == "\"trace-7\"")
        #expect(try span().traceID == "trace-7")
        #expect(try span().parentSpanID == "span-7")
    }

    /// Requests of one connection do not inherit each other's trace.
    @Test func requestsOfOneConnectionAreApart() async throws {
        let fields = "\(InMemoryTracer.traceIDKey): trace-7\r\n\(InMemoryTracer.spanIDKey): span-7\r\n"
        try await serve({ $0.tracer = tracer }) {
            try await $0.withConnection { client in
                try await client.send("GET /v1/span HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
                _ = try await client.response(toHEAD: false)
                try await client.send("GET /v1/span HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await client.response(toHEAD: false)
            }
        }
        #expect(tracer.finishedSpans.map { $0.traceID == "trace-7" } == [true, false])
        #expect(tracer.finishedSpans.map(\.parentSpanID) == ["span-7", nil])
    }

    @Test func decodersSeeTheSpan() async throws {
        let routes = HTTPRoutes {
            Route(.get, "/", to: Endpoint("echo") { (text: String) in text }) { _ in
                ServiceContext.current?.inMemorySpanContext == nil ? "none" : "some"
            }
        }
        let response = try await withServer(routes, { $0.observability.tracer = tracer }) {
            try await $0.send(get("/"))
        }
        #expect(response.body == "\"some\"")
    }
}
