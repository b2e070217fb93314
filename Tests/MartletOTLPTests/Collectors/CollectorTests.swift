import ExporterTesting
import MartletHTTP
import MartletOTLP
import MartletTracing
import RealServers
import ServiceLifecycle
import ServiceLifecycleTestKit
import Testing
import Tracing

/// Spans that real collectors took.
@Suite(.timeLimit(.minutes(2))) struct CollectorTests {
    private struct Oops: Error {}

    private func exporter(_ url: String, _ change: (inout OTLPConfiguration) -> Void = { _ in }) -> OTLPExporter {
        OTLPExporter(
            resource: TelemetryResource(serviceName: "collected", serviceVersion: "1.2"),
            over: NIOHTTPTransport(),
            configuration: OTLPConfiguration {
                $0.tracesEndpoint = url
                change(&$0)
            }
        )
    }

    /// A server's span with a failed client's span in it, through all parts.
    private func record(with exporter: OTLPExporter) async -> [FinishedSpan] {
        let batches = BatchSpanProcessor(exporter: exporter)
        let memory = InMemorySpanProcessor()
        let tracer = SamplingTracer(processor: Both(first: batches, second: memory))
        await testGracefulShutdown { trigger in
            await withTaskGroup { group in
                group.addTask { await batches.run() }
                await tracer.withSpan("server", ofKind: .server) { span in
                    span.attributes["http.route"] = "/{id}"
                    try? await tracer.withSpan("client", ofKind: .client) { _ in
                        await Task.yield()
                        throw Oops()
                    }
                }
                trigger.triggerGracefulShutdown()
            }
        }
        return memory.finishedSpans
    }

    private struct Both: SpanProcessor {
        var first: BatchSpanProcessor
        var second: InMemorySpanProcessor
        func onEnd(_ span: FinishedSpan) {
            first.onEnd(span)
            second.onEnd(span)
        }
    }

    private func check(_ collected: [OTLPSpan], _ recorded: [FinishedSpan]) throws {
        let client = try #require(collected.first { $0.name == "client" })
        let server = try #require(collected.first { $0.name == "server" })
        #expect(collected.count == 2)
        #expect(client.spanID == recorded[0].spanContext.spanID.description)
        #expect(server.spanID == recorded[1].spanContext.spanID.description)
        #expect(client.traceID == server.traceID)
        #expect(client.parentSpanID == server.spanID)
        #expect(server.parentSpanID.isEmpty)
        #expect(client.kind == 3)
        #expect(server.kind == 2)
        #expect(client.statusCode == 2)
        #expect(server.statusCode == 0)
        #expect(client.start == Int(recorded[0].startNanoseconds))
        #expect(client.end == Int(recorded[0].endNanoseconds))
        #expect(server.attributes["http.route"] == .string("/{id}"))
        #expect(client.events.map(\.name) == ["exception"])
        #expect(client.events.first?.attributes["exception.message"] == .string("Oops()"))
    }

    @Test(
        .requires(.rotel),
        arguments: [OTLPConfiguration.Encoding.protobuf, .json],
        [
            OTLPConfiguration.Compression.none, .gzip,
        ]
    )
    func rotelTakesEveryForm(encoding: OTLPConfiguration.Encoding, compression: OTLPConfiguration.Compression)
        async throws
    {
        try await withServer(Rotel.self) { rotel in
            let recorded = await record(
                with: exporter(rotel.tracesURL) {
                    $0.encoding = encoding
                    $0.compression = compression
                }
            )
            let collected = try await eventually("rotel has both spans") {
                let spans = try rotel.spans()
                return spans.count >= 2 ? spans : nil
            }
            try check(collected, recorded)
            #expect(collected.first?.resource["service.name"] == .string("collected"))
            #expect(collected.first?.resource["service.version"] == .string("1.2"))
            #expect(collected.first?.scope == "martlet")
        }
    }

    @Test(.requires(.oteltap)) func oteltapTakesProtobuf() async throws {
        try await withServer(OtelTap.self) { oteltap in
            let recorded = await record(with: exporter(oteltap.tracesURL))
            let collected = try await eventually("oteltap has both spans") {
                let spans = try oteltap.spans()
                return spans.count >= 2 ? spans : nil
            }
            try check(collected, recorded)
        }
    }

    // MARK: The collector dies

    @Test(.requires(.oteltap)) func aCollectorThatDiesTakesTheNextIntervalAfterItsRestart() async throws {
        try await withServer(OtelTap.self) { oteltap in
            let metrics = CountedMetrics()
            let batches = BatchSpanProcessor(
                exporter: exporter(oteltap.tracesURL) { $0.timeout = .milliseconds(300) },
                options: .init {
                    $0.maximumQueueSize = 100
                    $0.maximumBatchSize = 10
                    $0.scheduleDelay = .milliseconds(20)
                    $0.maximumAttempts = 1_000
                    $0.initialBackoff = .milliseconds(20)
                    $0.maximumBackoff = .milliseconds(100)
                },
                metrics: metrics
            )
            let tracer = SamplingTracer(processor: batches, metrics: metrics)
            try await testGracefulShutdown { trigger in
                try await withThrowingTaskGroup { group in
                    group.addTask { await batches.run() }
                    tracer.startSpan("before", context: .topLevel).end()
                    try await eventually("the first span is there") {
                        try oteltap.spans().contains { $0.name == "before" }
                    }
                    await oteltap.kill()

                    // More spans than there is room for: no call waits, and the rest is dropped and counted.
                    let clock = ContinuousClock()
                    var slowest = Duration.zero
                    for index in 0..<1_000 {
                        let duration = clock.measure { tracer.startSpan("away \(index)", context: .topLevel).end() }
                        slowest = max(slowest, duration)
                        #expect(batches.queuedSpanCount <= 100)
                    }
                    #expect(slowest < .milliseconds(50), "the slowest span took \(slowest)")
                    #expect(metrics["martlet_spans_dropped[queue_full]"] >= 1_000 - 110)

                    try await eventually("it was tried again") { metrics["martlet_span_export_retries"] > 0 }
                    try await oteltap.start()
                    try await eventually("what waited is there") { metrics["martlet_spans_exported"] >= 101 }
                    tracer.startSpan("after", context: .topLevel).end()
                    try await eventually("the next interval is there") {
                        try oteltap.spans().contains { $0.name == "after" }
                    }
                    trigger.triggerGracefulShutdown()
                    try await group.waitForAll()
                }
            }
            let lost = metrics["martlet_spans_dropped[queue_full]"]
            #expect(metrics["martlet_spans_exported"] + lost == 1_002, "every span is counted once")
            #expect(metrics["martlet_spans_dropped[export_failed]"] == 0)
        }
    }

    /// Not a real collector: one that takes the request and never answers, at any time of its life.
    @Test func aCollectorThatHangsDoesNotHoldUpTheEnd() async throws {
        let server = try RecordingHTTPServer(answer: .init(delay: .seconds(100)))
        let metrics = CountedMetrics()
        let batches = BatchSpanProcessor(
            exporter: exporter(server.url("/v1/traces")) { $0.timeout = .seconds(100) },
            options: .init {
                $0.exportTimeout = .seconds(100)
                $0.shutdownTimeout = .milliseconds(100)
            },
            metrics: metrics
        )
        SamplingTracer(processor: batches).startSpan("lost", context: .topLevel).end()
        let duration = await ContinuousClock().measure {
            await testGracefulShutdown { trigger in
                await withTaskGroup { group in
                    group.addTask { await batches.run() }
                    trigger.triggerGracefulShutdown()
                }
            }
        }
        #expect(duration < .seconds(20))
        #expect(metrics["martlet_spans_dropped[shutdown]"] == 1)
        #expect(metrics["martlet_spans_exported"] == 0)
    }
}
