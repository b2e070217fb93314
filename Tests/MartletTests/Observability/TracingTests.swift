import InMemoryTracing
import Martlet
import MartletTesting
import Testing
import Tracing

@Suite struct TracingTests {
    private let tracer = InMemoryTracer()

    private func span() throws -> FinishedInMemorySpan {
        #expect(tracer.finishedSpans.count == 1)
        #expect(tracer.activeSpans.isEmpty)
        return try #require(tracer.finishedSpans.first)
    }

    /// Go kit: span without options -> only the name.
    @Test func aSpanPerCall() async throws {
        let endpoint = Endpoint("sum") { (number: Int) in number }.with(Tracing(tracer))
        _ = try await endpoint(1)
        let span = try span()
        #expect(span.operationName == "sum")
        #expect(span.kind == .internal)
        #expect(span.status == nil)
        #expect(span.errors.isEmpty)
        #expect(span.attributes == ["rpc.method": "sum"])
        #expect(span.parentSpanID == nil)
    }

    /// Go kit: child of the span in the context, and stored in the context.
    @Test func childrenOfTheCurrentSpan() async throws {
        let inner = Endpoint("inner") { (number: Int) in number }.with(Tracing(tracer))
        let outer = Endpoint("outer") { (number: Int) in try await inner(number) }.with(Tracing(tracer))
        _ = try await outer(1)
        let spans = tracer.finishedSpans
        #expect(spans.map(\.operationName) == ["inner", "outer"])
        #expect(spans[0].parentSpanID == spans[1].spanID)
        #expect(spans[0].traceID == spans[1].traceID)
    }

    @Test(arguments: [SpanKind.server, .client])
    func kinds(_ kind: SpanKind) async throws {
        let endpoint = Endpoint("sum") { (number: Int) in number }.with(Tracing(tracer, as: kind))
        _ = try await endpoint(1)
        #expect(try span().kind == kind)
    }

    /// Go kit: endpoint error -> error tag and message.
    @Test func errors() async throws {
        let endpoint = Endpoint("sum") { (_: Int) throws -> Int in throw Status(.unavailable, "down") }
            .with(Tracing(tracer))
        await #expect(throws: Status.self) { try await endpoint(1) }
        let span = try span()
        #expect(span.status == SpanStatus(code: .error, message: "down"))
        #expect(span.errors.map { Status($0.error).code } == [.unavailable])
        #expect(span.attributes.get("error.type") == .string("UNAVAILABLE"))
        #expect(span.attributes.get("rpc.response.status_code") == .string("UNAVAILABLE"))
    }

    @Test func aMistakeOfTheCallerIsNoFailureOfAServer() async throws {
        let sum = Endpoint("sum") { (_: Int) throws -> Int in throw Status(.notFound) }
        await #expect(throws: Status.self) { try await sum.with(Tracing(tracer, as: .server))(1) }
        #expect(try span().status == nil)
        #expect(try span().errors.count == 1)
        tracer.clearAll()
        await #expect(throws: Status.self) { try await sum.with(Tracing(tracer, as: .client))(1) }
        #expect(try span().status?.code == .error)
    }

    @Test func anUnknownMethodIsAFailureOfAServer() async throws {
        let sum = Endpoint("sum") { (_: Int) throws -> Int in throw Status(.unimplemented) }
        await #expect(throws: Status.self) { try await sum.with(Tracing(tracer, as: .server))(1) }
        #expect(try span().status?.code == .error)
    }

    @Test func cancellationIsNobodysFailure() async throws {
        let endpoint = Endpoint("sum") { (_: Int) throws -> Int in throw CancellationError() }
            .with(Tracing(tracer, as: .client))
        await #expect(throws: CancellationError.self) { try await endpoint(1) }
        #expect(try span().status == nil)
        #expect(try span().attributes.get("error.type") == .string("CANCELLED"))
    }

    /// Go kit: Retry(5) failing -> 5 attributes `gokit.retry.error.N`, the message of the final error.
    @Test func everyAttemptOfARetry() async throws {
        let endpoint = Endpoint("sum", isIdempotent: true) { (_: Int) throws -> Int in
            throw Status(.unavailable, "some error")
        }
        .with(Tracing(tracer), Retry(.constant(.zero, attempts: 5), budget: .unlimited))
        await #expect(throws: RetryError.self) { try await endpoint(1) }
        let span = try span()
        #expect(span.status?.message == "some error")
        for attempt in 1...5 {
            #expect(span.attributes.get("retry.error.\(attempt)") == .string("unavailable: some error"))
        }
        #expect(span.attributes.get("retry.error.6") == nil)
    }

    /// Go kit: a business error sets the error tag, unless it is ignored; it is noted in both cases.
    @Test(arguments: [false, true])
    func businessErrors(_ ignored: Bool) async throws {
        let endpoint = Endpoint("sum") { (_: Int) in FailableAnswer(failure: Status(.internal, "business")) }
            .with(Tracing(tracer, options: TracingOptions { $0.ignoresBusinessErrors = ignored }))
        _ = try await endpoint(1)
        #expect(try span().status == (ignored ? nil : SpanStatus(code: .error, message: "business")))
        #expect(try span().errors.count == 1)
    }

    /// Go kit: name function -> `new-SPAN-6`, static and dynamic tags merge.
    @Test func namesAndAttributes() async throws {
        let options = TracingOptions {
            $0.name = { "new-\($0)" }
            $0.attributes = ["tag1": "a", "tag2": "b"]
            $0.attributes["tag3"] = "c"
            $0.currentAttributes = { ["tag4": "\(RequestContext.current.requestID ?? "")"] }
        }
        let endpoint = Endpoint("SPAN-6") { (number: Int) in number }.with(Tracing(tracer, options: options))
        var context = RequestContext()
        context.requestID = "r-1"
        try await RequestContext.$current.withValue(context) {
            _ = try await endpoint(1)
            _ = try await endpoint(2)
        }
        // The name does not feed back into the next call, as Go kit's does.
        #expect(tracer.finishedSpans.map(\.operationName) == ["new-SPAN-6", "new-SPAN-6"])
        let attributes = try #require(tracer.finishedSpans.first).attributes
        #expect(
            attributes == ["rpc.method": "SPAN-6", "tag1": "a", "tag2": "b", "tag3": "c", "tag4": "r-1"]
        )
    }

    @Test func streamsLastUntilTheirEnd() async throws {
        let endpoint = Endpoint("ticks") { (_: Empty) in ResponseStream([1, 2]) }.with(Tracing(tracer))
        let stream = try await endpoint(Empty())
        #expect(tracer.finishedSpans.isEmpty)
        #expect(tracer.activeSpans.count == 1)
        for try await _ in stream {}
        #expect(try span().status == nil)
    }

    @Test func aStreamThatFails() async throws {
        let endpoint = Endpoint("ticks") { (_: Empty) in
            ResponseStream(AsyncThrowingStream<Int, any Error> { $0.finish(throwing: Status(.dataLoss)) })
        }
        .with(Tracing(tracer))
        let stream = try await endpoint(Empty())
        await #expect(throws: Status.self) { for try await _ in stream {} }
        #expect(try span().status?.code == .error)
    }

    @Test func conformance() async throws {
        try await MiddlewareConformance.check { Tracing(InMemoryTracer()) }
    }
}
