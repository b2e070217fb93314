import BenchmarkSupport
import CAllocationCount
import CoreMetrics
import Dispatch
import MartletMetrics
import MartletPrometheus

/// What counting costs, through the types of swift-metrics, and what a page costs; the peer is `Go/metrics`, which
/// explains the cases that both have. With `scrape` as its argument it measures instead how long counting takes while
/// pages are rendered.
@main
struct MetricsBenchmark {
    static func main() {
        // Off the main actor, where awaiting anything costs a hop.
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            do {
                if CommandLine.arguments.contains("scrape") {
                    try Scraping.measure()
                } else {
                    try await measure()
                }
            } catch {
                print("failed: \(error)")
            }
            done.signal()
        }
        done.wait()
    }

    static func measure() async throws {
        let measurement = Measurement()
        // From 1 ms to 4 s, in no order that a processor could guess.
        let values: [Double] = (0..<1_024).map { Double(($0 * 7_919) % 4_096 + 1) / 1_000 }
        let prometheus = PrometheusMetrics()
        prometheus.describe("sketch", distribution: .quantiles(over: .sliding()))
        prometheus.describe("ten", distribution: .buckets([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]))
        let counter = Counter(label: "requests", dimensions: [("path", "/")], factory: prometheus)
        let fractions = FloatingPointCounter(label: "bytes", dimensions: [("path", "/")], factory: prometheus)
        let gauge = Gauge(label: "temperature", dimensions: [("room", "1")], factory: prometheus)
        let meter = Meter(label: "active", dimensions: [("room", "1")], factory: prometheus)
        let histogram = Recorder(label: "ten", dimensions: [("path", "/")], aggregate: true, factory: prometheus)
        let timer = Timer(label: "duration", dimensions: [("path", "/")], factory: prometheus)
        let sketch = Recorder(label: "sketch", dimensions: [("path", "/")], aggregate: true, factory: prometheus)

        try await measurement.run("counter-increment") { count in
            for _ in 0..<count { counter.increment() }
        }
        try await measurement.run("counter-add-float") { count in
            for _ in 0..<count { fractions.increment(by: 1.5) }
        }
        try await measurement.run("gauge-set") { count in
            for number in 0..<count { gauge.record(number) }
        }
        try await measurement.run("gauge-add") { count in
            for _ in 0..<count { meter.increment(by: 1.5) }
        }
        try await measurement.run("histogram-observe") { count in
            for number in 0..<count { histogram.record(values[number & 1_023]) }
        }
        // Without swift-metrics' own type, which converts every number with code that is not specialised.
        let handler = prometheus.makeRecorder(label: "ten", dimensions: [("path", "/")], aggregate: true)
        try await measurement.run("histogram-handler") { count in
            for number in 0..<count { handler.record(values[number & 1_023]) }
        }
        try await measurement.run("timer-record") { count in
            for number in 0..<count { timer.recordNanoseconds(Int64(number & 1_023) &* 1_000_000) }
        }
        try await measurement.run("summary-observe") { count in
            for number in 0..<count { sketch.record(values[number & 1_023]) }
        }
        let plain = MetricsRegistry().makeRecorder(label: "sketch", dimensions: [], aggregate: true)
        try await measurement.run("sketch-observe") { count in
            for number in 0..<count { plain.record(values[number & 1_023]) }
        }
        try await measurement.run("make-again") { count in
            for _ in 0..<count {
                _ = prometheus.makeCounter(label: "requests", dimensions: [("path", "/")])
            }
        }
        for series in [1_000, 100_000] { try Pages.measure(series) }
    }
}

/// Pages of many counters with three labels.
enum Pages {
    static func metrics(_ series: Int) -> PrometheusMetrics {
        let prometheus = PrometheusMetrics(
            .init {
                $0.registry.maximumSeriesPerMetric = series
                $0.includesProcessMetrics = false
            }
        )
        for number in 0..<series {
            let labels = [("code", "200"), ("path", "/path/\(number)"), ("method", "GET")]
            prometheus.makeCounter(label: "requests", dimensions: labels).increment(by: Int64(number))
        }
        return prometheus
    }

    static func measure(_ series: Int) throws {
        let prometheus = metrics(series)
        let pages = max(1, 20_000 / series)
        var bytes = 0
        func render() {
            bytes = 0
            let next = prometheus.page(accept: nil, acceptEncoding: nil).makeRenderer()
            while let chunk = next() { bytes += chunk.count }
        }
        render()
        let before = Memory.resident
        var times: [Double] = []
        let allocations = allocation_count()
        for _ in 0..<5 {
            let start = ContinuousClock.now
            for _ in 0..<pages { render() }
            times.append((ContinuousClock.now - start) / .nanoseconds(1) / Double(pages))
        }
        times.sort()
        print("page-\(series)", Int(times[2]), Double(allocation_count() - allocations) / Double(5 * pages))
        print("# page-\(series): \(bytes) bytes, memory grew by \((Memory.resident - before) / 1024) KiB")
    }
}
