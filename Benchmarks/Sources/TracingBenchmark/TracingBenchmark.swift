import BenchmarkSupport
import Dispatch
import Martlet
import MartletTracing
import Tracing

/// What a span costs, recorded and not, and what it costs to read and write its header field. It has no peer in Go.
@main
struct TracingBenchmark {
    static func main() {
        // Off the main actor, where awaiting anything costs a hop; and not by `await`, so that valgrind can run it.
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            do { try await measure() } catch { print("failed: \(error)") }
            done.signal()
        }
        done.wait()
    }

    static func measure() async throws {
        let measurement = Measurement()
        let sampled = SamplingTracer(processor: Discarding())
        let unsampled = SamplingTracer(sampler: .parentBased(root: .never), processor: Discarding())
        let remote = SpanContext(traceID: TraceID(high: 1, low: 2), spanID: SpanID(3), isRemote: true)
        var parent = ServiceContext.topLevel
        parent.spanContext = remote
        var sampledParent = parent
        sampledParent.spanContext?.flags = .sampled

        // What swift-distributed-tracing's context takes alone: no tracer is quicker.
        try await measurement.run("context-read") { [parent] count in
            for _ in 0..<count where parent.spanContext == nil { throw Problem.wrongAnswer }
        }
        try await measurement.run("context-write") { count in
            for _ in 0..<count {
                var context = ServiceContext.topLevel
                context.spanContext = remote
                guard !context.isEmpty else { throw Problem.wrongAnswer }
            }
        }
        try await measurement.run("unsampled-root") { [topLevel = ServiceContext.topLevel] count in
            for _ in 0..<count { unsampled.startSpan("call", context: topLevel).end() }
        }
        try await measurement.run("unsampled-child") { [parent] count in
            for _ in 0..<count { unsampled.startSpan("call", context: parent).end() }
        }
        try await measurement.run("unsampled-child-any") { [parent] count in
            let tracer: any Tracer = unsampled
            for _ in 0..<count { start(tracer, parent) }
        }
        try await measurement.run("sampled") { [sampledParent] count in
            for _ in 0..<count { sampled.startSpan("call", context: sampledParent).end() }
        }
        try await measurement.run("sampled-5-attributes") { [sampledParent] count in
            for number in 0..<count {
                let span = sampled.startSpan("call", context: sampledParent, ofKind: .server)
                span.updateAttributes { attributes in
                    attributes["http.request.method"] = "GET"
                    attributes["url.path"] = "/uppercase"
                    attributes["http.route"] = "/uppercase"
                    attributes["client.address"] = "127.0.0.1"
                    attributes["http.response.status_code"] = number
                }
                span.end()
            }
        }
        let batches = BatchSpanProcessor(exporter: Nowhere())
        let batched = SamplingTracer(processor: batches)
        try await measurement.run("sampled-queue-full") { [sampledParent] count in
            for _ in 0..<count { batched.startSpan("call", context: sampledParent).end() }
        }
        try await measurement.run("inject-traceparent") { [sampledParent] count in
            for _ in 0..<count {
                var fields = Fields.Carrier()
                sampled.inject(sampledParent, into: &fields, using: Fields())
                guard fields.traceParent?.utf8.count == 55 else { throw Problem.wrongAnswer }
            }
        }
        try await measurement.run("extract-traceparent") { count in
            let fields = Fields.Carrier(traceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            for _ in 0..<count {
                var context = ServiceContext.topLevel
                sampled.extract(fields, into: &context, using: Fields())
                guard !context.isEmpty else { throw Problem.wrongAnswer }
            }
        }
        try await measurement.run("sampler-ratio") { count in
            let sampler = RatioSampler(0.5)
            var number = 0
            for index in 0..<count {
                let parameters = SamplingParameters(
                    parent: nil,
                    traceID: TraceID(high: 0, low: UInt64(index)),
                    name: "call",
                    kind: .server
                )
                number += sampler.shouldSample(parameters).isSampled ? 1 : 0
            }
            guard number == count else { throw Problem.wrongAnswer }
        }
        try await measurement.run("sampler-rate") { count in
            let sampler = RateLimitedSampler(perSecond: 1)
            let parameters = SamplingParameters(
                parent: nil,
                traceID: TraceID(high: 0, low: 1),
                name: "call",
                kind: .server
            )
            for _ in 0..<count { _ = sampler.shouldSample(parameters) }
        }
    }

    private static func start(_ tracer: some Tracer, _ context: ServiceContext) {
        tracer.startSpan("call", context: context).end()
    }

    private enum Problem: Error {
        case wrongAnswer
    }
}

private struct Discarding: SpanProcessor {
    func onEnd(_ span: FinishedSpan) {}
}

private struct Nowhere: SpanExporter {
    func export(_ batch: [FinishedSpan]) async throws {}
}

/// A message with the fields of a trace.
private struct Fields: Injector, Extractor {
    struct Carrier: Sendable {
        var traceParent: String?
    }

    func inject(_ value: String, forKey key: String, into carrier: inout Carrier) {
        if key == "traceparent" { carrier.traceParent = value }
    }

    func extract(key: String, from carrier: Carrier) -> String? {
        key == "traceparent" ? carrier.traceParent : nil
    }
}
