import CoreMetrics
import Logging
import Martlet
import MartletLogging
import MartletPrometheus
import MartletTracing
import Tracing

/// Lines, counts and spans.
enum ObservabilityPaths {
    static func make() -> [HotPath] {
        logs() + metrics() + spans()
    }

    private static func logs() -> [HotPath] {
        let logger = Logger(label: "ratchet") {
            LineLogHandler(label: $0, writer: DiscardingLogWriter(), level: .info)
        }
        return [
            HotPath("log-filtered") { count in
                for number in 0..<count { logger.debug("request finished", metadata: fields(number)) }
            },
            HotPath("log-fields") { count in
                for number in 0..<count { logger.info("request finished", metadata: fields(number)) }
            },
            HotPath("log-metadata") { count in
                for number in 0..<count {
                    logger.info(
                        "request finished",
                        metadata: [
                            "method": "GET", "path": "/users/42", "status": .stringConvertible(200),
                            "bytes": .stringConvertible(number), "peer": "192.168.1.17:49152",
                        ]
                    )
                }
            },
        ]
    }

    private static func fields(_ number: Int) -> Logger.Metadata {
        .fields([
            "method": "GET", "path": "/users/42", "status": 200, "bytes": .int(number), "peer": "192.168.1.17:49152",
        ])
    }

    private static func metrics() -> [HotPath] {
        let prometheus = PrometheusMetrics()
        let counter = Counter(label: "requests", dimensions: [("path", "/")], factory: prometheus)
        let gauge = Gauge(label: "temperature", dimensions: [("room", "1")], factory: prometheus)
        let histogram = Recorder(label: "bytes", dimensions: [("path", "/")], aggregate: true, factory: prometheus)
        let timer = Timer(label: "duration", dimensions: [("path", "/")], factory: prometheus)
        return [
            HotPath("counter") { count in for _ in 0..<count { counter.increment() } },
            HotPath("gauge") { count in for number in 0..<count { gauge.record(number) } },
            HotPath("histogram") { count in
                for number in 0..<count { histogram.record(Double(number & 1_023) / 1_000) }
            },
            HotPath("timer") { count in
                for number in 0..<count { timer.recordNanoseconds(Int64(number & 1_023) &* 1_000_000) }
            },
            HotPath("counter-again") { count in
                for _ in 0..<count {
                    keep(Counter(label: "requests", dimensions: [("path", "/")], factory: prometheus))
                }
            },
        ]
    }

    private static func spans() -> [HotPath] {
        let sampled = SamplingTracer(processor: Discarding())
        let unsampled = SamplingTracer(sampler: .parentBased(root: .never), processor: Discarding())
        let root = ServiceContext.topLevel
        return [
            HotPath("span-unsampled") { count in
                for _ in 0..<count { unsampled.startSpan("call", context: root).end() }
            },
            HotPath("span-sampled") { count in
                for number in 0..<count {
                    let span = sampled.startSpan("call", context: root, ofKind: .server)
                    span.updateAttributes { $0["http.response.status_code"] = number }
                    span.end()
                }
            },
        ]
    }
}

private struct Discarding: SpanProcessor {
    func onEnd(_ span: FinishedSpan) {}
}
