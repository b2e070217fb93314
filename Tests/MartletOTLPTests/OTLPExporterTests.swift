import MartletCompression
import MartletHTTP
import MartletTracing
import RealServers
import Testing

@testable import MartletOTLP

/// What is sent, and what answers mean: against a server that records. `CollectorTests` are against real collectors.
@Suite(.timeLimit(.minutes(2))) struct OTLPExporterTests {
    private let spans = [FinishedSpan.full, .plain()]

    private func exporter(
        _ server: RecordingHTTPServer,
        _ change: (inout OTLPConfiguration) -> Void = { _ in }
    ) -> OTLPExporter {
        OTLPExporter(
            resource: .test,
            over: NIOHTTPTransport(),
            configuration: OTLPConfiguration {
                $0.endpoint = server.url("")
                change(&$0)
            }
        )
    }

    private func failure(
        _ answer: RecordingHTTPServer.Answer,
        _ change: (inout OTLPConfiguration) -> Void = { _ in }
    ) async throws -> SpanExportError? {
        let server = try RecordingHTTPServer(answer: answer)
        do {
            try await exporter(server, change).export(spans)
            return nil
        } catch let error as SpanExportError {
            return error
        }
    }

    @Test func protobufIsSent() async throws {
        let server = try RecordingHTTPServer()
        try await exporter(server) { $0.headers = [("authorization", "Bearer x")] }.export(spans)
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(request.path == "/v1/traces")
        #expect(request.fields["content-type"] == "application/x-protobuf")
        #expect(request.fields["content-encoding"] == nil)
        #expect(request.fields["authorization"] == "Bearer x")
        #expect(request.fields["user-agent"] == "martlet-otlp")
        #expect(request.body == OTLPRequest(resource: .test, spans: spans).protobuf)
    }

    @Test func jsonIsSent() async throws {
        let server = try RecordingHTTPServer()
        try await exporter(server) { $0.encoding = .json }.export(spans)
        let request = try #require(server.requests.first)
        #expect(request.fields["content-type"] == "application/json")
        #expect(request.body == OTLPRequest(resource: .test, spans: spans).json)
    }

    @Test func bodiesAreCompressed() async throws {
        let server = try RecordingHTTPServer()
        try await exporter(server) { $0.compression = .gzip }.export(spans)
        let request = try #require(server.requests.first)
        #expect(request.fields["content-encoding"] == "gzip")
        #expect(
            try Gzip.decompress(request.body, maximumSize: 100_000)
                == OTLPRequest(resource: .test, spans: spans).protobuf
        )
    }

    // MARK: Answers

    @Test(arguments: [200, 202, 204])
    func successIsSuccess(status: Int) async throws {
        #expect(try await failure(.init(status: status)) == nil)
    }

    @Test(arguments: [429, 502, 503, 504])
    func someAnswersAreWorthAnotherAttempt(status: Int) async throws {
        let failure = try #require(await failure(.init(status: status)))
        #expect(failure.isRetryable)
        #expect(failure.retryAfter == nil)
        #expect(failure.message == "HTTP status \(status)")
        #expect(failure.rejectedSpanCount == nil)
    }

    @Test(arguments: [400, 401, 403, 404, 413, 500, 501, 505])
    func othersAreFinal(status: Int) async throws {
        #expect(try await failure(.init(status: status))?.isRetryable == false)
    }

    @Test(arguments: [
        ("3", Duration.seconds(3)), ("0", .seconds(0)), ("999999", .seconds(86_400)), ("-1", nil), ("soon", nil),
        ("Wed, 21 Oct 2015 07:28:00 GMT", nil), ("99999999999999999999", nil),
    ])
    func theOtherSideMayAskForTime(field: String, expected: Duration?) async throws {
        let failure = try await failure(.init(status: 503, fields: [("Retry-After", field)]))
        #expect(failure?.retryAfter == expected)
    }

    @Test func whatItSaysIsInTheError() async throws {
        let json = RecordingHTTPServer.Answer(
            status: 400,
            fields: [("Content-Type", "application/json")],
            body: #"{"message":"bad"}"#
        )
        #expect(try await failure(json)?.message == #"HTTP status 400: {"message":"bad"}"#)
        let protobuf = RecordingHTTPServer.Answer(
            status: 400,
            fields: [("Content-Type", "application/x-protobuf")],
            body: "\u{8}\u{3}\u{12}\u{3}bad"
        )
        #expect(try await failure(protobuf)?.message == "HTTP status 400: bad")
    }

    @Test func spansMayBeRejected() async throws {
        let some = RecordingHTTPServer.Answer(
            fields: [("Content-Type", "application/json")],
            body: #"{"partialSuccess":{"rejectedSpans":"1","errorMessage":"too old"}}"#
        )
        let failure = try #require(await failure(some))
        #expect(failure == SpanExportError("too old", isRetryable: false, rejectedSpanCount: 1))
        let none = RecordingHTTPServer.Answer(
            fields: [("Content-Type", "application/x-protobuf")],
            body: "\u{A}\u{6}\u{12}\u{4}hint"
        )
        #expect(try await self.failure(none) == SpanExportError("hint", isRetryable: false, rejectedSpanCount: 0))
    }

    @Test func longAnswersAreNotRead() async throws {
        let long = RecordingHTTPServer.Answer(
            fields: [("Content-Type", "application/json")],
            body: #"{"partialSuccess":{"rejectedSpans":"1"}}"# + String(repeating: " ", count: 100_000)
        )
        let failure = try #require(await failure(long))
        #expect(!failure.isRetryable)
        #expect(failure.rejectedSpanCount == nil)
        #expect(try await self.failure(long) { $0.maximumResponseSize = 1_000_000 }?.rejectedSpanCount == 1)
    }

    // MARK: No answer

    @Test func aCollectorThatIsAwayIsWorthAnotherAttempt() async throws {
        let server = try RecordingHTTPServer()
        server.stop()
        let exporter = exporter(server) { $0.timeout = .milliseconds(200) }
        let error = await #expect(throws: SpanExportError.self) { try await exporter.export(spans) }
        #expect(error?.isRetryable == true)
        #expect(try await failure(.init(hangsUp: true))?.isRetryable == true)
    }

    @Test func aRequestHasALimit() async throws {
        let failure = try await failure(.init(delay: .seconds(60))) { $0.timeout = .milliseconds(50) }
        #expect(failure?.isRetryable == true)
    }

    @Test(arguments: ["nonsense", "ftp://127.0.0.1", ""])
    func aWrongAddressIsFinal(address: String) async throws {
        let server = try RecordingHTTPServer()
        let exporter = exporter(server) { $0.tracesEndpoint = address }
        let error = await #expect(throws: SpanExportError.self) { try await exporter.export(spans) }
        #expect(error?.isRetryable == false)
    }

    @Test func cancellationEndsIt() async throws {
        let server = try RecordingHTTPServer(answer: .init(delay: .seconds(60)))
        let exporter = exporter(server)
        // unstructured: it is cancelled.
        let task = Task { try await exporter.export(spans) }
        _ = try await server.requests(atLeast: 1)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
