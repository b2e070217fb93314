import CoreMetrics
import MartletJSON
import MartletMetrics
import MartletTesting
import Testing

@testable import MartletExpvar

@Suite struct ExpvarMetricsTests {
    private func exporter(_ variables: [ExpvarVariable] = []) -> ExpvarMetrics {
        ExpvarMetrics(variables, ["/usr/bin/stringsvc", "--a=<b>"], .init(), nil) {
            MemoryStatistics(
                heap: .init(inUse: 100, obtained: 300, idle: 120),
                process: .init(data: 1_000, resident: 800)
            )
        }
    }

    private func text(_ metrics: ExpvarMetrics) async -> String {
        var bytes: [UInt8] = []
        for await chunk in metrics.page().chunks { bytes += chunk }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func theWholePage() async {
        let metrics = exporter([ExpvarVariable("version") { "1.4.2" }, ExpvarVariable("pool") { ["idle": 3] }])
        Counter(label: "requests", factory: metrics).increment(by: 60)
        Gauge(label: "temperature", factory: metrics).record(21.5)
        let latency = Recorder(label: "latency", dimensions: [("route", "/a")], factory: metrics)
        latency.record(10)
        latency.record(50)
        #expect(
            await text(metrics) == #"""
                {
                "cmdline": ["/usr/bin/stringsvc","--a=\u003cb\u003e"],
                "latency.p50{route=/a}": 10,
                "latency.p90{route=/a}": 50,
                "latency.p95{route=/a}": 50,
                "latency.p99{route=/a}": 50,
                "memstats": {"Alloc":100,"Sys":1000,"HeapAlloc":100,"HeapSys":300,"HeapIdle":120,"HeapInuse":180,"ResidentSet":800},
                "pool": {"idle":3},
                "requests": 60,
                "temperature": 21.5,
                "version": "1.4.2"
                }

                """#
        )
        #expect(metrics.page().contentType == "application/json; charset=utf-8")
        #expect(metrics.page().contentEncoding == nil)
    }

    /// Go kit: sums are exact.
    @Test func sumsAreExact() async throws {
        let metrics = exporter()
        let counter = Counter(label: "c", factory: metrics)
        let gauge = Gauge(label: "g", factory: metrics)
        var random = SeededGenerator(seed: 1)
        var sum = 0
        var last = 0
        for _ in 0..<1_000 {
            last = Int.random(in: 0..<100, using: &random)
            sum += last
            counter.increment(by: last)
            gauge.record(last)
        }
        let page = await text(metrics)
        #expect(page.contains("\"c\": \(sum),\n"))
        #expect(page.contains("\"g\": \(last),\n"))
    }

    /// Go kit: quantiles of a normal distribution within a hundredth.
    @Test func quantilesAreWithinAHundredth() async throws {
        let metrics = exporter()
        let recorder = Recorder(label: "h", factory: metrics)
        var random = SeededGenerator(seed: 2)
        for _ in 0..<12_345 {
            // The sum of twelve uniform numbers is near enough to a normal one.
            let normal = (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
            recorder.record(max(0, 500 + 25 * normal))
        }
        let values = try JSONCodec().decode(Quantiles.self, from: Array(await text(metrics).utf8))
        for (value, expected) in [(values.p50, 500), (values.p90, 532.04), (values.p95, 541.12), (values.p99, 558.16)] {
            #expect(abs(value - expected) / expected < 0.01)
        }
    }

    private struct Quantiles: Decodable {
        let p50, p90, p95, p99: Double
        enum CodingKeys: String, CodingKey {
            case p50 = "h.p50", p90 = "h.p90", p95 = "h.p95", p99 = "h.p99"
        }
    }

    /// Go kit panics when a name is used twice; here it is the same metric.
    @Test func theSameNameIsTheSameMetric() async {
        let metrics = exporter()
        Counter(label: "c", factory: metrics).increment(by: 1)
        Counter(label: "c", factory: metrics).increment(by: 2)
        #expect(await text(metrics).contains("\"c\": 3,\n"))
        // Another exporter knows nothing of it.
        #expect(await !text(exporter()).contains("\"c\""))
    }

    @Test func readingChangesNothing() async {
        let metrics = exporter()
        Counter(label: "c", factory: metrics).increment(by: 5)
        #expect(await text(metrics) == text(metrics))
    }

    @Test func anUnusedHistogramIsZero() async {
        let metrics = exporter()
        _ = Timer(label: "t", factory: metrics)
        #expect(await text(metrics).contains("\"t.p50\": 0,\n\"t.p90\": 0,\n\"t.p95\": 0,\n\"t.p99\": 0\n"))
    }

    @Test func ownVariablesComeFirstAndNothingTakesTheBuiltInNames() async {
        let metrics = exporter([
            ExpvarVariable("a") { 1 }, ExpvarVariable("a") { 2 }, ExpvarVariable("cmdline") { 3 },
            ExpvarVariable("broken") { Double.nan },
        ])
        Counter(label: "a", factory: metrics).increment(by: 4)
        let page = await text(metrics)
        #expect(page.contains("\"a\": 1,\n\"broken\": null,\n\"cmdline\": [\"/usr/bin/stringsvc\","))
        #expect(page.components("\"a\"") == 1)
    }

    @Test func aLargePageComesInParts() async throws {
        let metrics = exporter()
        for number in 0..<5_000 { Counter(label: "metric\(number)", factory: metrics).increment() }
        var sizes: [Int] = []
        for await chunk in metrics.page().chunks { sizes.append(chunk.count) }
        #expect(sizes.count > 4)
        #expect(sizes.allSatisfy { $0 < 20_000 })
        let numbers = try JSONCodec().decode(AnyMembers.self, from: Array(await text(metrics).utf8))
        #expect(numbers.count == 5_002)
    }

    private struct AnyMembers: Decodable {
        let count: Int
        init(from decoder: any Decoder) throws {
            count = try decoder.container(keyedBy: Key.self).allKeys.count
        }
        struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }
    }
}

extension String {
    fileprivate func components(_ part: String) -> Int { ranges(of: part).count }
}
