import CoreMetrics
import MartletMetrics
import MartletTesting
import Testing

@testable import MartletPrometheus

@Suite struct PrometheusNamesTests {
    private func name(
        _ label: String,
        _ kind: MetricKind,
        _ names: PrometheusNames,
        _ unit: MetricTimeUnit = .seconds
    ) -> String {
        names.naming(timerUnit: unit, reserved: []).metric(label, kind)
    }

    @Test(arguments: [
        ("requests", MetricKind.counter, "requests_total"), ("requests_total", .counter, "requests_total"),
        ("http.server.active-requests", .gauge, "http_server_active_requests"), ("2xx", .gauge, "_2xx"),
        ("rpc.server.call.duration", .timer, "rpc_server_call_duration_seconds"), ("x_seconds", .timer, "x_seconds"),
        ("size", .histogram, "size"), ("job:rate:sum", .gauge, "job:rate:sum"), ("größe 🐦", .gauge, "gr__e__"),
        ("", .counter, ""), (".total", .counter, "_total_total"), ("total", .counter, "total_total"),
        ("e\u{301}", .gauge, "e_"), ("_A9", .gauge, "_A9"),
    ]) func conventional(label: String, kind: MetricKind, expected: String) {
        #expect(name(label, kind, .conventional) == expected)
    }

    @Test func verbatimNamesOnlyBecomeValid() {
        #expect(name("a.b", .counter, .verbatim) == "a_b")
        #expect(name("ns_ss_foo", .counter, .verbatim) == "ns_ss_foo")
        #expect(name("wait", .timer, .verbatim) == "wait")
    }

    @Test func timersHaveTheUnitInWhichTheyAreKept() {
        #expect(name("wait", .timer, .conventional, .milliseconds) == "wait_milliseconds")
        let metrics = PrometheusMetrics.plain(names: .conventional) {
            $0.registry.timerUnit = .milliseconds
            $0.registry.distribution = .buckets([])
        }
        metrics.makeTimer(label: "wait", dimensions: []).recordNanoseconds(5_000_000)
        #expect(metrics.lines.last == "wait_milliseconds_count 1")
        #expect(metrics.openMetrics.contains("# UNIT wait_milliseconds milliseconds\n"))
    }

    @Test func labelsOfPrometheusItselfAreRenamed() {
        let label = PrometheusNames.conventional.naming(timerUnit: .seconds, reserved: []).label
        #expect(
            ["le", "quantile", "__name__", "_x", "a:b", "http.route", "", "9"].map(label) == [
                "exported_le", "exported_quantile", "exported___name__", "_x", "a_b", "http_route", "", "_9",
            ]
        )
    }

    @Test func namesThatWouldClashAreDiscarded() {
        let metrics = PrometheusMetrics(.init(names: .conventional))
        metrics.makeTimer(label: "wait", dimensions: []).recordNanoseconds(1)
        metrics.makeMeter(label: "wait_seconds_count", dimensions: []).set(1.0)
        metrics.makeCounter(label: "jobs", dimensions: []).increment(by: 1)
        metrics.makeMeter(label: "jobs.total", dimensions: []).set(1.0)
        metrics.makeMeter(label: "process_open_fds", dimensions: []).set(-1.0)
        metrics.makeCounter(label: "process_cpu_seconds", dimensions: []).increment(by: 1)
        let names = metrics.lines.map { String($0.prefix { $0 != " " && $0 != "{" }) }
        #expect(names.filter { $0 == "wait_seconds_count" }.count == 1)
        #expect(names.filter { $0 == "jobs_total" }.count == 1)
        #expect(names.filter { $0 == "process_open_fds" }.count == 1)
        #expect(!metrics.lines.contains("process_open_fds -1"))
        #expect(names.filter { $0 == "process_cpu_seconds_total" }.count == 1)
        metrics.makeMeter(label: "jobs_created", dimensions: []).set(1.0)
        metrics.makeMeter(label: "wait_seconds_created", dimensions: []).set(1.0)
        #expect(!metrics.text.contains("_created"))
        // In OpenMetrics the family of the counter is called like the gauge.
        let gauge = PrometheusMetrics.plain(names: .conventional)
        gauge.makeMeter(label: "jobs", dimensions: []).set(1.0)
        gauge.makeCounter(label: "jobs_total", dimensions: []).increment(by: 1)
        #expect(gauge.lines == ["jobs 1"])
    }

    @Test func anyLabelBecomesAValidName() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<1_000 {
            let label = random.string(of: "aZ_09:. -é🐦\0\n\"\\{}", count: 1...12)
            for kind in [MetricKind.counter, .gauge, .histogram, .timer] {
                let made = name(label, kind, .conventional)
                #expect(PrometheusNames.isValid(made, colons: true), "\(label)")
                // A name that is already valid stays as it is.
                #expect(name(made, kind, .conventional) == made)
            }
            #expect(PrometheusNames.isValid(PrometheusNames.valid(label, colons: false), colons: false))
        }
        #expect(!PrometheusNames.isValid("", colons: true))
    }

    @Test func anEmptyValueIsNoLabel() {
        let metrics = PrometheusMetrics.plain()
        metrics.makeCounter(label: "c", dimensions: [("a", ""), ("b", "x")]).increment(by: 1)
        metrics.makeCounter(label: "c", dimensions: [("b", "x")]).increment(by: 1)
        #expect(metrics.lines == [#"c{b="x"} 2"#])
    }

    // MARK: Cases of Go kit, inventory section 23.7

    @Test func aCounterWithLabelsInAnyOrder() {
        let metrics = PrometheusMetrics.plain()
        let labels = [("beta", "beta-value"), ("alpha", "alpha-value")]
        Counter(label: "ns_ss_foo", dimensions: labels, factory: metrics).increment(by: 12)
        Counter(label: "ns_ss_foo", dimensions: labels.reversed(), factory: metrics).increment(by: 1)
        #expect(metrics.lines == [#"ns_ss_foo{alpha="alpha-value",beta="beta-value"} 13"#])
    }

    @Test func aGauge() {
        let metrics = PrometheusMetrics.plain()
        Meter(label: "aaa_bbb_ccc", dimensions: [("foo", "bar")], factory: metrics).set(42)
        #expect(metrics.lines == [#"aaa_bbb_ccc{foo="bar"} 42"#])
    }

    @Test func aHistogramIsCloseToItsQuantiles() {
        let bounds = stride(from: 425.0, through: 575, by: 15).map { $0 }
        let metrics = PrometheusMetrics.plain { $0.registry.distribution = .buckets(bounds) }
        var random = SeededGenerator(seed: 5)
        let histogram = metrics.makeRecorder(label: "h", dimensions: [("a", "b")], aggregate: true)
        for _ in 0..<12_345 {
            histogram.record(
                (0..<12).reduce(500 - 150.0) { sum, _ in sum + 25 * Double.random(in: 0..<1, using: &random) }
            )
        }
        let counts = metrics.lines.filter { $0.hasPrefix("h_bucket") }.compactMap {
            Double($0.split(separator: " ")[1])
        }
        // The share of a normal distribution below each bound.
        let shares = [0.0013, 0.0082, 0.0359, 0.1151, 0.2743, 0.5, 0.7257, 0.8849, 0.9641, 0.9918, 0.9987, 1]
        #expect(counts.count == shares.count)
        for (count, share) in zip(counts, shares) where share > 0.03 {
            #expect(abs(count / 12_345 - share) <= share / 4)
        }
    }

    @Test func aSummaryIsCloseToItsQuantiles() {
        let metrics = PrometheusMetrics.plain { $0.quantiles = [0.5, 0.9, 0.99] }
        metrics.describe("s", distribution: .quantiles(over: .sliding()))
        var random = SeededGenerator(seed: 6)
        let summary = metrics.makeRecorder(label: "s", dimensions: [], aggregate: true)
        for _ in 0..<12_345 {
            summary.record(
                (0..<12).reduce(500 - 150.0) { sum, _ in sum + 25 * Double.random(in: 0..<1, using: &random) }
            )
        }
        let found = metrics.lines.prefix(3).compactMap { Double($0.split(separator: " ")[1]) }
        for (value, expected) in zip(found, [500, 532.04, 558.16]) { #expect(abs(value - expected) < expected / 100) }
        #expect(metrics.lines.last == "s_count 12345")
    }
}
