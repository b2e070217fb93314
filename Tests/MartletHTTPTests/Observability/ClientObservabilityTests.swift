import CoreMetrics
import HTTPTypes
import InMemoryTracing
import Martlet
import MetricsTestKit
import NIOCore
import Testing
import Tracing

@testable import MartletHTTP

@Suite struct ClientObservabilityTests {
    private let metrics = TestMetrics()
    private let tracer = InMemoryTracer()

    /// A transport that answers from a closure.
    private struct Canned: HTTPTransport {
        let answer: @Sendable (OutgoingRequest) async throws -> IncomingResponse

        func send(_ request: OutgoingRequest, deadline: Deadline?) async throws -> IncomingResponse {
            try await answer(request)
        }
    }

    private func caller(_ answer: @escaping @Sendable (OutgoingRequest) async throws -> IncomingResponse) -> HTTPCaller
    {
        HTTPCaller(
            Canned(answer: answer).observed {
                $0.tracer = tracer; $0.metrics = metrics
            }
        ).at("http://peer:8081")
    }

    private func endpoint(_ caller: HTTPCaller) -> Endpoint<String, String> {
        caller.endpoint("get", .get, "/profiles/{id}") { $1.setParameter("id", $0) }
    }

    private func span() throws -> FinishedInMemorySpan {
        #expect(tracer.finishedSpans.count == 1)
        #expect(tracer.activeSpans.isEmpty)
        return try #require(tracer.finishedSpans.first)
    }

    private func timer(_ outcome: String) throws -> TestTimer {
        try metrics.expectTimer(
            "http.client.request.duration",
            [
                ("http.request.method", "GET"), ("server.address", "peer"), ("server.port", "8081"),
                ("http.response.status_code", outcome),
            ]
        )
    }

    /// Go kit: name `METHOD path`, kind client, status code; parent = the caller's span; the context is injected.
    @Test func aSpanPerRequest() async throws {
        let get = endpoint(
            caller { request in
                // What the peer gets is the span of the client.
                let trace = request.fields[HTTPField.Name(InMemoryTracer.traceIDKey) ?? .accept] ?? ""
                let span = request.fields[HTTPField.Name(InMemoryTracer.spanIDKey) ?? .accept] ?? ""
                return IncomingResponse(status: .ok, text: "\"\(trace)/\(span)\"")
            }
        )
        let seen = try await tracer.withSpan("parent") { _ in try await get("7") }
        let spans = tracer.finishedSpans
        #expect(spans.map(\.operationName) == ["GET /profiles/{id}", "parent"])
        #expect(spans[0].parentSpanID == spans[1].spanID)
        #expect(spans[0].kind == .client)
        #expect(seen == "\(spans[0].traceID)/\(spans[0].spanID)")
        #expect(spans[0].attributes.get("http.response.status_code") == .int64(200))
        #expect(spans[0].attributes.get("server.address") == .string("peer"))
        #expect(spans[0].attributes.get("server.port") == .int64(8081))
        #expect(spans[0].status == nil)
        #expect(try timer("200").values.count == 1)
    }

    /// Go kit: for 403 also an error.
    @Test func answersThatAreErrors() async throws {
        let get = endpoint(caller { _ in IncomingResponse(status: .forbidden, text: "no") })
        await #expect(throws: Status.self) { try await get("7") }
        #expect(try span().status?.code == .error)
        #expect(try span().attributes.get("error.type") == .string("403"))
        #expect(try span().attributes.get("http.response.status_code") == .int64(403))
        #expect(try timer("403").values.count == 1)
    }

    /// Go kit: a transport error is recorded with its text.
    @Test func noAnswer() async throws {
        let get = endpoint(caller { _ in throw Status(.unavailable, "refused") })
        await #expect(throws: Status.self) { try await get("7") }
        #expect(try span().status == SpanStatus(code: .error, message: "refused"))
        #expect(try span().errors.count == 1)
        #expect(try timer("unavailable").values.count == 1)
    }

    @Test func streamsLastUntilTheirEnd() async throws {
        let transport = Canned { _ in
            IncomingResponse(status: .ok, stream: ResponseStream([ByteBuffer(string: "a"), ByteBuffer(string: "b")]))
        }
        .observed {
            $0.tracer = tracer; $0.metrics = metrics
        }
        let response = try await transport.send(OutgoingRequest(.get, "http://peer:8081/"), deadline: nil)
        #expect(tracer.finishedSpans.isEmpty)
        for try await _ in try #require(response.stream) {}
        #expect(try span().status == nil)
        #expect(try timer("200").values.count == 1)
    }

    @Test func streamsThatBreakOff() async throws {
        let transport = Canned { _ in
            IncomingResponse(
                status: .ok,
                stream: ResponseStream(AsyncThrowingStream { $0.finish(throwing: Status(.unavailable)) })
            )
        }
        .observed { $0.tracer = tracer }
        let response = try await transport.send(OutgoingRequest(.get, "http://peer:8081/"), deadline: nil)
        await #expect(throws: Status.self) { for try await _ in try #require(response.stream) {} }
        #expect(try span().status?.code == .error)
    }

    @Test(
        arguments: [
            ("http://127.0.0.1:8080", "127.0.0.1", 8080), ("https://a.test", "a.test", 443), ("http://a", "a", 80),
            ("http://[::1]:9", "[::1]", 9), ("http://[::1]", "[::1]", 80), ("", "", nil), ("unix://x", "x", nil),
            ("https://user:secret@host", "host", 443), ("https://user:se@cret@host:1", "host", 1),
            ("http://a:b", "a", nil),
        ] as [(String, String, Int?)]
    )
    func hostsAndPorts(_ origin: String, _ host: String, _ port: Int?) {
        let identity = ServerIdentity(origin: origin)
        #expect(identity.host == host)
        #expect(identity.port == port)
    }
}
