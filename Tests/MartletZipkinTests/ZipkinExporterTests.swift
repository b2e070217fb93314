import MartletHTTP
import MartletTracing
import RealServers
import ServiceLifecycle
import ServiceLifecycleTestKit
import Testing
import Tracing

@testable import MartletZipkin

/// Against a server that records, since no Zipkin can be installed: format checked, no server.
@Suite(.timeLimit(.minutes(2))) struct ZipkinExporterTests {
    private func exporter(
        _ server: RecordingHTTPServer,
        _ change: (inout ZipkinConfiguration) -> Void = { _ in }
    ) -> ZipkinExporter {
        ZipkinExporter(
            resource: TelemetryResource(serviceName: "checkout"),
            over: NIOHTTPTransport(),
            configuration: ZipkinConfiguration {
                $0.endpoint = server.url("/api/v2/spans")
                $0.localAddress = "10.0.0.1"
                $0.localPort = 8_080
                change(&$0)
            }
        )
    }

    private func failure(_ answer: RecordingHTTPServer.Answer) async throws -> SpanExportError? {
        let server = try RecordingHTTPServer(answer: answer)
        do {
            try await exporter(server) { $0.timeout = .milliseconds(500) }.export([ZipkinSpansTests.span()])
            return nil
        } catch let error as SpanExportError {
            return error
        }
    }

    @Test func spansAreSent() async throws {
        let server = try RecordingHTTPServer(answer: .init(status: 202))
        try await exporter(server) { $0.headers = [("x-token", "1")] }.export([ZipkinSpansTests.full])
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(request.path == "/api/v2/spans")
        #expect(request.fields["content-type"] == "application/json")
        #expect(request.fields["user-agent"] == "martlet-zipkin")
        #expect(request.fields["x-token"] == "1")
        #expect(request.body == ZipkinSpans(spans: [ZipkinSpansTests.full], localEndpoint: ZipkinSpansTests.local).json)
    }

    @Test func theDefaultIsZipkinsPort() {
        #expect(ZipkinConfiguration().endpoint == "http://127.0.0.1:9411/api/v2/spans")
    }

    @Test(arguments: [200, 202])
    func successIsSuccess(status: Int) async throws {
        #expect(try await failure(.init(status: status, body: "ignored")) == nil)
    }

    @Test(arguments: [429, 502, 503, 504])
    func someAnswersAreWorthAnotherAttempt(status: Int) async throws {
        let failure = try #require(await failure(.init(status: status, fields: [("Retry-After", "2")], body: "busy")))
        #expect(failure == SpanExportError("HTTP status \(status): busy", isRetryable: true, retryAfter: .seconds(2)))
    }

    @Test(arguments: [400, 404, 413, 500])
    func othersAreFinal(status: Int) async throws {
        #expect(try await failure(.init(status: status))?.isRetryable == false)
    }

    @Test func noAnswerIsWorthAnotherAttempt() async throws {
        #expect(try await failure(.init(hangsUp: true))?.isRetryable == true)
        #expect(try await failure(.init(delay: .seconds(60)))?.isRetryable == true)
    }

    @Test func longAnswersAreNotRead() async throws {
        let long = RecordingHTTPServer.Answer(status: 400, body: String(repeating: "x", count: 100_000))
        #expect(try await failure(long)?.isRetryable == false)
    }

    @Test func aWrongAddressIsFinal() async throws {
        let server = try RecordingHTTPServer()
        let exporter = exporter(server) { $0.endpoint = "nonsense" }
        let error = await #expect(throws: SpanExportError.self) { try await exporter.export([ZipkinSpansTests.span()]) }
        #expect(error?.isRetryable == false)
    }

    @Test func cancellationEndsIt() async throws {
        let server = try RecordingHTTPServer(answer: .init(delay: .seconds(60)))
        let exporter = exporter(server)
        // unstructured: it is cancelled.
        let task = Task { try await exporter.export([ZipkinSpansTests.span()]) }
        _ = try await server.requests(atLeast: 1)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    // MARK: Through all parts: inventory, section 30

    @Test(.requires(.pyZipkin)) func aServerAndAClientShareASpan() async throws {
        let server = try RecordingHTTPServer(answer: .init(status: 202))
        let batches = BatchSpanProcessor(exporter: exporter(server))
        let tracer = SamplingTracer(
            propagator: .b3,
            processor: batches,
            options: .init { $0.sharesRemoteSpans = true }
        )
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { await batches.run() }
                try tracer.withSpan("caller") { _ in
                    try tracer.withSpan("GET", ofKind: .client) { client in
                        var fields: [String: String] = [:]
                        tracer.inject(client.context, into: &fields, using: Fields())
                        var received = ServiceContext.topLevel
                        tracer.extract(fields, into: &received, using: Fields())
                        try tracer.withSpan("GET", context: received, ofKind: .server) { span in
                            span.attributes["http.response.status_code"] = 200
                            try Task.checkCancellation()
                        }
                    }
                }
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
        let body = try #require(server.requests.first).body
        let spans = try await ZipkinFormat.reencoded(body)
        #expect(spans == (try ZipkinFormat.parsed(body)))
        #expect(spans.count == 3)
        let (serverSide, clientSide, caller) = (spans[0], spans[1], spans[2])
        #expect(serverSide["kind"] == .string("SERVER"))
        #expect(clientSide["kind"] == .string("CLIENT"))
        #expect(caller["kind"] == .null)
        #expect(serverSide["id"] == clientSide["id"])
        #expect(serverSide["traceId"] == clientSide["traceId"])
        #expect(serverSide["parentId"] == caller["id"])
        #expect(clientSide["parentId"] == caller["id"])
        #expect(serverSide["shared"] == .bool(true))
        #expect(serverSide["tags"]["http.response.status_code"] == .string("200"))
    }

    private struct Fields: Injector, Extractor {
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
        func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
    }

    @Test func aCollectorThatDiesTakesTheNextIntervalAfterItsRestart() async throws {
        let server = try RecordingHTTPServer(answer: .init(status: 202))
        let batches = BatchSpanProcessor(
            exporter: exporter(server),
            options: .init {
                $0.maximumQueueSize = 10
                $0.scheduleDelay = .milliseconds(20)
                $0.maximumAttempts = 1_000
                $0.initialBackoff = .milliseconds(20)
                $0.maximumBackoff = .milliseconds(50)
            }
        )
        let tracer = SamplingTracer(processor: batches)
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup { group in
                group.addTask { await batches.run() }
                tracer.startSpan("before", context: .topLevel).end()
                _ = try await server.requests(atLeast: 1)
                server.stop()
                for _ in 0..<100 { tracer.startSpan("away", context: .topLevel).end() }
                #expect(batches.queuedSpanCount <= 10)
                try server.start()
                // The collector may have died before it answered: then the first batch comes once more.
                try await eventually("what happened while it was away has arrived") {
                    server.requests.dropFirst().contains { $0.text.contains("away") }
                }
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }
}
