import ExporterTesting
import InMemoryLogging
import Logging
import MartletTracing
import Testing
import Tracing

@Suite struct SamplingTracerTests {
    private let spans = InMemorySpanProcessor()
    private let metrics = CountedMetrics()
    private struct Oops: Error {}

    private func tracer(
        _ sampler: some Sampler = .parentBased(root: .always),
        options: SamplingTracer.Options = .init()
    ) -> SamplingTracer {
        SamplingTracer(sampler: sampler, processor: spans, options: options, metrics: metrics)
    }

    // MARK: Parents and children

    @Test func aRootHasNoParent() throws {
        tracer().startSpan("root", context: .topLevel).end()
        let span = try #require(spans.finishedSpans.first)
        #expect(span.parentSpanID == nil)
        #expect(!span.hasRemoteParent)
        #expect(span.spanContext.isValid)
        #expect(span.spanContext.isSampled)
        #expect(!span.spanContext.isRemote)
        #expect(span.kind == .internal)
        #expect(span.name == "root")
    }

    @Test func aChildIsInTheTraceOfItsParent() throws {
        let tracer = tracer()
        tracer.withSpan("parent") { _ in
            tracer.withSpan("child", ofKind: .client) { _ in }
        }
        let (child, parent) = (spans.finishedSpans[0], spans.finishedSpans[1])
        #expect(child.name == "child")
        #expect(child.kind == .client)
        #expect(child.spanContext.traceID == parent.spanContext.traceID)
        #expect(child.parentSpanID == parent.spanContext.spanID)
        #expect(child.spanContext.spanID != parent.spanContext.spanID)
        #expect(!child.hasRemoteParent)
    }

    @Test func aRemoteParentIsContinuedWithItsState() throws {
        var remote = SpanContext.remote()
        remote.state["a"] = "1"
        let span = tracer().startSpan("server", context: .of(remote), ofKind: .server)
        #expect(span.context.spanContext?.isRemote == false)
        span.end()
        let finished = try #require(spans.finishedSpans.first)
        #expect(finished.spanContext.traceID == remote.traceID)
        #expect(finished.parentSpanID == remote.spanID)
        #expect(finished.hasRemoteParent)
        #expect(!finished.isShared)
        #expect(finished.spanContext.state.headerValue == "a=1")
        #expect(finished.links.isEmpty)
    }

    @Test func theCurrentSpanIsFoundByItsContext() {
        let tracer = tracer()
        tracer.withSpan("current") { span in
            tracer.activeSpan(identifiedBy: .current ?? .topLevel)?.attributes["found"] = true
            #expect(span.attributes.get("found") == .bool(true))
        }
        let span = tracer.startSpan("ended", context: .topLevel)
        span.end()
        #expect(tracer.activeSpan(identifiedBy: span.context) == nil)
        #expect(tracer.activeSpan(identifiedBy: .topLevel) == nil)
        #expect(tracer.activeSpan(identifiedBy: .of(.remote())) == nil)
    }

    // MARK: What is not recorded

    @Test func anUnsampledRootHasIdentitiesForOthers() throws {
        let tracer = tracer(.never)
        let span = tracer.startSpan("root", context: .topLevel)
        #expect(!span.isRecording)
        let context = try #require(span.context.spanContext)
        #expect(context.isValid)
        #expect(!context.isSampled)
        span.attributes["a"] = 1
        span.operationName = "other"
        span.addEvent("event")
        span.addLink(SpanLink(context: .of(.remote()), attributes: [:]))
        span.setStatus(SpanStatus(code: .error))
        span.recordError(Oops())
        #expect(span.operationName.isEmpty)
        #expect(span.attributes.isEmpty)
        span.end()
        span.end()
        #expect(spans.finishedSpans.isEmpty)
        #expect(metrics["martlet_spans_misused[ended_twice]"] == 0)
    }

    @Test func anUnsampledChildPassesItsParentOn() {
        let context = ServiceContext.of(.remote(1, 2, []))
        let span = tracer().startSpan("child", context: context)
        #expect(span.context.spanContext == .remote(1, 2, []))
        #expect(!span.isRecording)
    }

    @Test func aChildOfASampledParentThatIsNotSampledHasItsOwnIdentity() throws {
        let span = tracer(.never).startSpan("child", context: .of(.remote()))
        let context = try #require(span.context.spanContext)
        #expect(context.traceID == SpanContext.remote().traceID)
        #expect(context.spanID != SpanContext.remote().spanID)
        #expect(!context.isSampled)
        #expect(!context.isRemote)
    }

    @Test func aChildOfAnUnsampledParentMayBeSampled() throws {
        tracer(.always).startSpan("child", context: .of(.remote(1, 2, []))).end()
        #expect(spans.finishedSpans.first?.spanContext.isSampled == true)
        #expect(spans.finishedSpans.first?.parentSpanID == SpanID(2))
    }

    @Test func theTimeIsAskedForOnlyWhenItIsRecorded() {
        struct Asked: TracerInstant {
            static func < (lhs: Asked, rhs: Asked) -> Bool { false }
            var nanosecondsSinceEpoch: UInt64 { 5 }
        }
        var count = 0
        func now() -> Asked {
            count += 1
            return Asked()
        }
        let unsampled = tracer(.never).startSpan("a", context: .topLevel, at: now())
        unsampled.end(at: now())
        #expect(count == 0)
        tracer(.always).startSpan("a", context: .topLevel, at: now()).end(at: now())
        #expect(count == 2)
        #expect(spans.finishedSpans.first?.startNanoseconds == 5)
    }

    // MARK: Every span that is begun is ended

    @Test func alsoWhenItThrows() async throws {
        let tracer = tracer()
        await #expect(throws: Oops.self) {
            try await tracer.withSpan("async") { _ in
                await Task.yield()
                throw Oops()
            }
        }
        #expect(throws: Oops.self) { try tracer.withSpan("sync") { _ in throw Oops() } }
        #expect(spans.finishedSpans.map(\.name) == ["async", "sync"])
        for span in spans.finishedSpans {
            #expect(span.status?.code == .error)
            #expect(span.events.map(\.name) == ["exception"])
        }
    }

    @Test func alsoWhenItIsCancelled() async throws {
        let tracer = tracer()
        // unstructured: it is cancelled.
        let task = Task {
            try await tracer.withSpan("cancelled") { _ in
                withUnsafeCurrentTask { $0?.cancel() }
                await Task.yield()
                try Task.checkCancellation()
            }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(spans.finishedSpans.map(\.name) == ["cancelled"])
    }

    @Test func oneThatIsNeverEndedIsCountedAndToldOf() {
        let handler = InMemoryLogHandler()
        var logger = Logger(label: "test") { _ in handler }
        logger.logLevel = .debug
        let tracer = SamplingTracer(processor: spans, logger: logger, metrics: metrics)
        _ = tracer.startSpan("forgotten", context: .topLevel)
        #expect(metrics["martlet_spans_misused[not_ended]"] == 1)
        #expect(handler.entries.count == 1)
        #expect(handler.entries.first?.metadata["span"] == "forgotten")
        tracer.startSpan("ended", context: .topLevel).end()
        #expect(metrics["martlet_spans_misused[not_ended]"] == 1)
    }

    // MARK: From process to process: inventory, sections 28 and 29

    @Test func everyFormatJoinsTheTrace() throws {
        for propagator in [.w3c, .b3, .b3Multi, .jaeger] as [any Propagator] {
            try joins(CompositePropagator([propagator, .baggage]))
        }
    }

    private func joins(_ propagator: CompositePropagator) throws {
        let spans = InMemorySpanProcessor()
        let tracer = SamplingTracer(propagator: propagator, processor: spans)
        var context = ServiceContext.topLevel
        context.baggage["check"] = "this"
        let client = tracer.startSpan("to join", context: context, ofKind: .client)
        let received = tracer.context(of: tracer.fields(of: client.context))
        #expect(received.baggage["check"] == "this")
        let joined = tracer.startSpan("joined", context: received, ofKind: .server)
        joined.end()
        client.end()
        let (server, caller) = (spans.finishedSpans[0], spans.finishedSpans[1])
        #expect(server.name == "joined")
        #expect(server.spanContext.traceID == caller.spanContext.traceID)
        #expect(server.parentSpanID == caller.spanContext.spanID)
        #expect(server.spanContext.spanID != caller.spanContext.spanID)
        #expect(server.hasRemoteParent)
    }

    @Test func aSamplerOfOnesOwn() {
        struct Deletions: Sampler {
            func shouldSample(_ span: SamplingParameters) -> SamplingDecision {
                span.kind == .server && span.name.hasPrefix("DELETE") ? .sample : .drop
            }
        }
        let tracer = tracer(.parentBased(root: Deletions()))
        for name in ["GET /", "DELETE /", "PUT /"] {
            tracer.startSpan(name, context: .topLevel, ofKind: .server).end()
        }
        #expect(spans.finishedSpans.map(\.name) == ["DELETE /"])
    }

    // MARK: Public endpoints: inventory, section 28, behaviour 8

    @Test func aPublicEndpointBeginsATraceAndLinksTheCallers() throws {
        let tracer = tracer(.parentBased(root: .always), options: .init { $0.isPublicEndpoint = true })
        let context = tracer.context(of: [
            "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", "tracestate": "a=1",
            "baggage": "b=2",
        ])
        #expect(context.baggage.isEmpty)
        let span = tracer.startSpan("server", context: context, ofKind: .server)
        // The child has a local parent and is in the new trace.
        tracer.startSpan("child", context: span.context).end()
        span.end()
        let (child, server) = (spans.finishedSpans[0], spans.finishedSpans[1])
        #expect(server.parentSpanID == nil)
        #expect(server.spanContext.traceID.description != "0af7651916cd43dd8448eb211c80319c")
        #expect(server.spanContext.state.isEmpty)
        #expect(server.links.map(\.spanContext.spanID.description) == ["b7ad6b7169203331"])
        #expect(server.links.map(\.spanContext.state.headerValue) == ["a=1"])
        #expect(child.parentSpanID == server.spanContext.spanID)
        #expect(child.links.isEmpty)
    }

    @Test func aPublicEndpointKeepsItsOwnSpansAndBaggage() throws {
        let tracer = tracer(options: .init { $0.isPublicEndpoint = true })
        var local = SpanContext.remote()
        local.isRemote = false
        tracer.startSpan("child", context: .of(local)).end()
        #expect(spans.finishedSpans.first?.parentSpanID == local.spanID)
        var context = ServiceContext.topLevel
        context.baggage["mine"] = "1"
        tracer.extract(["baggage": "b=2"], into: &context, using: Fields())
        #expect(context.baggage.entries.map(\.key) == ["mine"])
    }

    @Test func strangersCannotForceRecording() {
        let tracer = SamplingTracer(
            sampler: .never,
            propagator: .b3,
            processor: spans,
            options: .init { $0.isPublicEndpoint = true }
        )
        for value in ["d", "80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-d"] {
            tracer.startSpan("server", context: tracer.context(of: ["b3": value])).end()
        }
        #expect(spans.finishedSpans.isEmpty)
    }

    @Test func aClientOfStrangersDoesNotInject() {
        let tracer = tracer(options: .init { $0.injectsContext = false })
        #expect(tracer.fields(of: .of(.remote())).isEmpty)
        #expect(self.tracer().fields(of: .of(.remote())).count == 1)
    }

    // MARK: Shared spans: inventory, section 30, behaviour 5

    @Test func theServerTakesTheIdentityOfTheClientsSpan() throws {
        let tracer = SamplingTracer(
            propagator: .b3,
            processor: spans,
            options: .init { $0.sharesRemoteSpans = true }
        )
        let b3 = "80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1-05e3ac9a4f6e3b90"
        let span = tracer.startSpan("server", context: tracer.context(of: ["b3": b3]), ofKind: .server)
        #expect(tracer.fields(of: span.context)["b3"] == b3)
        tracer.startSpan("consumer", context: tracer.context(of: ["b3": b3]), ofKind: .consumer).end()
        tracer.startSpan("child", context: span.context, ofKind: .server).end()
        span.end()
        let finished = spans.finishedSpans
        #expect(finished.map(\.isShared) == [false, false, true])
        #expect(finished[2].spanContext.spanID.description == "e457b5a2e4d86bd1")
        #expect(finished[2].parentSpanID?.description == "05e3ac9a4f6e3b90")
        #expect(finished[0].parentSpanID?.description == "e457b5a2e4d86bd1")
        #expect(finished[1].parentSpanID == finished[2].spanContext.spanID)
        #expect(finished[1].spanContext.spanID != finished[2].spanContext.spanID)
    }

    // MARK: As any tracer

    @Test func worksBehindTheProtocol() async throws {
        let tracer: any Tracer = tracer()
        try await tracer.withAnySpan("any") { span in
            span.attributes["a"] = 1
            await Task.yield()
            try Task.checkCancellation()
        }
        #expect(spans.finishedSpans.map(\.name) == ["any"])
    }
}
