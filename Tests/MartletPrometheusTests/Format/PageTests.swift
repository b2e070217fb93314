import CoreMetrics
import MartletCompression
import MartletMetrics
import Testing

@testable import MartletPrometheus

@Suite struct PageTests {
    // MARK: Whole pages

    private func everything() -> PrometheusMetrics {
        let metrics = PrometheusMetrics.plain(names: .conventional) {
            $0.registry.exemplar = { [MetricLabel(name: "trace_id", value: "abc")] }
            $0.quantiles = [0.99, 0.5]
        }
        metrics.describe("requests", help: "Requests \"done\".\nAll \\ of them.")
        metrics.describe("size.bytes", unit: "bytes", distribution: .buckets([1, 2.5]))
        metrics.describe("wait", distribution: .quantiles())
        metrics.makeCounter(label: "requests", dimensions: [("path", "/\"a\"\\"), ("code", "200")]).increment(by: 3)
        metrics.makeMeter(label: "load", dimensions: []).set(-0.5)
        let size = metrics.makeRecorder(label: "size.bytes", dimensions: [("k", "v")], aggregate: true)
        size.record(1.0)
        size.record(2.0)
        size.record(3.0)
        let wait = metrics.makeTimer(label: "wait", dimensions: [])
        wait.recordNanoseconds(250_000_000)
        wait.recordNanoseconds(1_000_000_000)
        return metrics
    }

    @Test func theTextFormat() {
        let expected = #"""
            # HELP load load
            # TYPE load gauge
            load -0.5
            # HELP requests_total Requests "done".\nAll \\ of them.
            # TYPE requests_total counter
            requests_total{code="200",path="/\"a\"\\"} 3
            # HELP size_bytes size_bytes
            # TYPE size_bytes histogram
            size_bytes_bucket{k="v",le="1"} 1
            size_bytes_bucket{k="v",le="2.5"} 2
            size_bytes_bucket{k="v",le="+Inf"} 3
            size_bytes_sum{k="v"} 6
            size_bytes_count{k="v"} 3
            # HELP wait_seconds wait_seconds
            # TYPE wait_seconds summary
            wait_seconds{quantile="0.5"} 0.25
            wait_seconds{quantile="0.99"} 1
            wait_seconds_sum 1.25
            wait_seconds_count 2

            """#
        #expect(everything().text == expected)
    }

    @Test func openMetrics() {
        // The times of the exemplars are those of the test.
        let page = everything().openMetrics.replacing(#/ 1\d{9}\.\d{3}\n/#, with: " TIME\n")
        let expected = #"""
            # TYPE load gauge
            # HELP load load
            load -0.5
            # TYPE requests counter
            # HELP requests Requests \"done\".\nAll \\ of them.
            requests_total{code="200",path="/\"a\"\\"} 3
            # TYPE size_bytes histogram
            # UNIT size_bytes bytes
            # HELP size_bytes size_bytes
            size_bytes_bucket{k="v",le="1.0"} 1 # {trace_id="abc"} 1 TIME
            size_bytes_bucket{k="v",le="2.5"} 2 # {trace_id="abc"} 2 TIME
            size_bytes_bucket{k="v",le="+Inf"} 3 # {trace_id="abc"} 3 TIME
            size_bytes_sum{k="v"} 6
            size_bytes_count{k="v"} 3
            # TYPE wait_seconds summary
            # UNIT wait_seconds seconds
            # HELP wait_seconds wait_seconds
            wait_seconds{quantile="0.5"} 0.25
            wait_seconds{quantile="0.99"} 1
            wait_seconds_sum 1.25
            wait_seconds_count 2
            # EOF

            """#
        #expect(page == expected)
    }

    @Test func anEmptyPage() {
        #expect(PrometheusMetrics.plain().text == "")
        #expect(PrometheusMetrics.plain().page(accept: nil, acceptEncoding: nil).makeRenderer()() == nil)
        #expect(PrometheusMetrics.plain().openMetrics == "# EOF\n")
    }

    // MARK: Values

    @Test(arguments: [
        (0.0, "0"), (-0.0, "0"), (1, "1"), (-7, "-7"), (0.1, "0.1"), (1.5e300, "1.5e+300"), (-0.25, "-0.25"),
        (1e15, "1000000000000000"), (9_007_199_254_740_992, "9007199254740992"), (1e16, "1e+16"), (1e-7, "1e-07"),
        (.nan, "NaN"),
        (.infinity, "+Inf"), (-.infinity, "-Inf"), (0.30000000000000004, "0.30000000000000004"),
    ]) func numbers(value: Double, expected: String) {
        let metrics = PrometheusMetrics.plain()
        metrics.makeMeter(label: "g", dimensions: []).set(value)
        #expect(metrics.lines == ["g \(expected)"])
        #expect(Double(expected.replacing("Inf", with: "infinity")).map { $0 == value || value.isNaN } == true)
    }

    @Test func aCounterOfFractionsIsShownWithThem() {
        let metrics = PrometheusMetrics.plain()
        metrics.makeFloatingPointCounter(label: "c_total", dimensions: []).increment(by: 2.5)
        #expect(metrics.lines == ["c_total 2.5"])
        // Without the suffix, OpenMetrics has no counter.
        let verbatim = PrometheusMetrics.plain()
        verbatim.makeCounter(label: "c", dimensions: []).increment(by: 1)
        #expect(verbatim.openMetrics == "# TYPE c unknown\n# HELP c c\nc 1\n# EOF\n")
        #expect(verbatim.text.contains("# TYPE c counter\nc 1\n"))
    }

    @Test func aSummaryWithoutValuesHasNone() {
        let metrics = PrometheusMetrics.plain { $0.quantiles = [0.5, 7, .nan, -1] }
        metrics.describe("s", distribution: .quantiles(over: .sliding()))
        _ = metrics.makeRecorder(label: "s", dimensions: [], aggregate: true)
        #expect(metrics.lines == [#"s{quantile="0.5"} NaN"#, "s_sum 0", "s_count 0"])
        let without = PrometheusMetrics.plain { $0.quantiles = [] }
        without.describe("s", distribution: .quantiles(over: .sliding()))
        without.makeRecorder(label: "s", dimensions: [], aggregate: true).record(4.0)
        // Go kit: a summary without objectives has a sum and a count.
        #expect(without.lines == ["s_sum 4", "s_count 1"])
    }

    @Test func samplesBecomeASummary() {
        let metrics = PrometheusMetrics.plain { $0.registry.distribution = .samples() }
        metrics.makeRecorder(label: "s", dimensions: [], aggregate: true).record(4.0)
        // Only a drain would empty samples.
        let expected = ["0.5", "0.9", "0.95", "0.99"].map { #"s{quantile="\#($0)"} 4"# } + ["s_sum 4", "s_count 1"]
        #expect(metrics.lines == expected)
        let described = PrometheusMetrics.plain()
        described.describe("s", distribution: .samples())
        described.makeRecorder(label: "s", dimensions: [], aggregate: true).record(4.0)
        #expect(described.lines == expected)
        described.registry.describe("raw", distribution: .samples())
        described.makeRecorder(label: "raw", dimensions: [], aggregate: true).record(4.0)
        #expect(described.lines.prefix(2) == ["raw_sum 4", "raw_count 1"])
    }

    @Test func theDefaultBuckets() {
        let metrics = PrometheusMetrics.plain()
        metrics.makeTimer(label: "t", dimensions: []).recordNanoseconds(30_000_000)
        let bounds = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"]
        let expected = bounds.enumerated().map { #"t_bucket{le="\#($1)"} \#($0 < 3 ? 0 : 1)"# }
        #expect(metrics.lines == expected + ["t_sum 0.03", "t_count 1"])
    }

    @Test func anExemplarThatIsTooLongOrHasABadNameIsLeftOut() {
        for labels in [
            [MetricLabel(name: "a", value: String(repeating: "x", count: 128))], [MetricLabel(name: "a b", value: "x")],
        ] {
            let metrics = PrometheusMetrics.plain {
                $0.registry.exemplar = { labels }
                $0.registry.distribution = .buckets([])
            }
            metrics.makeRecorder(label: "h", dimensions: [], aggregate: true).record(1.0)
            #expect(metrics.openMetrics.contains("h_bucket{le=\"+Inf\"} 1\n"))
        }
        let fitting = PrometheusMetrics.plain {
            $0.registry.exemplar = { [MetricLabel(name: "a", value: String(repeating: "x", count: 127))] }
        }
        fitting.makeRecorder(label: "h", dimensions: [], aggregate: true).record(0.0625)
        #expect(fitting.openMetrics.contains("xxx\"} 0.0625 1"))
        #expect(!fitting.text.contains("xxx"))
    }

    @Test func timesOfExemplarsHaveMilliseconds() {
        var buffer = PageBuffer()
        for number in [0, 7, 42, 999] as [UInt64] { buffer.append(digits: number, width: 3) }
        buffer.append(digits: .max)
        #expect(String(decoding: buffer.bytes, as: UTF8.self) == "00000704299918446744073709551615")
    }

    @Test func openMetricsHasNoSumThatMayFall() {
        let metrics = PrometheusMetrics.plain()
        metrics.describe("bounds", distribution: .buckets([-1, 1]))
        metrics.describe("values", distribution: .buckets([1]))
        metrics.describe("summary", distribution: .quantiles())
        for name in ["bounds", "values", "summary"] {
            let recorder = metrics.makeRecorder(label: name, dimensions: [], aggregate: true)
            recorder.record(-8.0)
            recorder.record(2.0)
        }
        let lines = metrics.openMetrics.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(
            lines == [
                #"bounds_bucket{le="-1.0"} 1"#, #"bounds_bucket{le="1.0"} 1"#, #"bounds_bucket{le="+Inf"} 2"#,
                #"summary{quantile="0.9"} 2"#, #"summary{quantile="0.95"} 2"#, #"summary{quantile="0.99"} 2"#,
                "summary_count 2", #"values_bucket{le="1.0"} 1"#, #"values_bucket{le="+Inf"} 2"#,
            ]
        )
        #expect(metrics.lines.contains("bounds_sum -6"))
        #expect(metrics.lines.contains("values_sum -6"))
        #expect(metrics.lines.contains("summary_sum -6"))
        #expect(metrics.lines.contains(#"summary{quantile="0.5"} -8"#))
    }

    // MARK: Order and life

    @Test func familiesAreSortedWithThoseOfTheProcess() {
        let metrics = PrometheusMetrics(.init(names: .verbatim))
        for name in ["zebra", "apple", "process_a", "process_p"] {
            metrics.makeMeter(label: name, dimensions: []).set(1.0)
        }
        for value in ["2", "1"] { metrics.makeCounter(label: "many", dimensions: [("k", value)]).increment(by: 1) }
        let names = metrics.lines.map { $0.prefix { $0 != " " && $0 != "{" } }
        #expect(names == names.sorted())
        #expect(names.contains("process_cpu_seconds_total"))
        #expect(metrics.text.split(separator: "\n").filter { $0 == "# TYPE many counter" }.count == 1)
    }

    @Test func aMetricWhoseSeriesAreGoneHasNoLines() {
        let metrics = PrometheusMetrics.plain()
        let counter = Counter(label: "c", dimensions: [("a", "b")], factory: metrics)
        #expect(metrics.lines == [#"c{a="b"} 0"#])
        counter.destroy()
        #expect(metrics.text == "")
    }

    @Test func aPageIsReadInPiecesAndSeriesMayComeAndGoMeanwhile() {
        let metrics = PrometheusMetrics.plain { $0.registry.maximumSeriesPerMetric = 10_000 }
        let counters = (0..<5_000).map { number in
            Counter(label: "c", dimensions: [("number", "\(number)")], factory: metrics)
        }
        let next = metrics.page(accept: nil, acceptEncoding: nil).makeRenderer()
        var pieces: [[UInt8]] = []
        while let piece = next() {
            pieces.append(piece)
            if pieces.count == 1 {
                for counter in counters[4_000...] { counter.destroy() }
                _ = Counter(label: "c", dimensions: [("number", "new")], factory: metrics)
            }
        }
        #expect(pieces.count >= 5)
        #expect(pieces.dropLast().allSatisfy { (16_384..<20_480).contains($0.count) })
        let text = String(decoding: pieces.joined(), as: UTF8.self)
        #expect(text.split(separator: "\n").count == 2 + 4_000)
    }

    @Test(.timeLimit(.minutes(1))) func manySeriesAreReadWhenTheirTurnComes() {
        let count = 100_000
        let metrics = PrometheusMetrics.plain { $0.registry.maximumSeriesPerMetric = count }
        var last: (any CounterHandler)?
        for number in 0..<count {
            last = metrics.makeCounter(label: "c", dimensions: [("number", "\(number)")])
        }
        let next = metrics.page(accept: nil, acceptEncoding: nil).makeRenderer()
        var sizes: [Int] = []
        var end: [UInt8] = []
        while let piece = next() {
            sizes.append(piece.count)
            end = piece
            // Nothing has been rendered ahead: this is seen on the same page.
            if sizes.count == 1 { last?.increment(by: 7) }
        }
        #expect(sizes.allSatisfy { $0 < 20_480 })
        #expect(sizes.count > 100)
        #expect(String(decoding: end, as: UTF8.self).hasSuffix("c{number=\"99999\"} 7\n"))
    }

    // MARK: Compression

    @Test func aPageIsCompressedForWhoeverTakesIt() throws {
        let metrics = PrometheusMetrics.plain { $0.registry.maximumSeriesPerMetric = 10_000 }
        for number in 0..<3_000 {
            metrics.makeCounter(label: "c", dimensions: [("number", "\(number)")]).increment(by: Int64(number))
        }
        let plain = metrics.page(accept: nil, acceptEncoding: "deflate, gzip;q=0")
        #expect(plain.contentEncoding == nil)
        let compressed = metrics.page(accept: nil, acceptEncoding: "deflate, gzip")
        #expect(compressed.contentEncoding == "gzip")
        #expect(compressed.contentType == plain.contentType)
        let body = compressed.body
        let plainBody = plain.body
        #expect(body.count < plainBody.count / 3)
        #expect(try Gzip.decompress(body, maximumSize: 10_000_000) == plainBody)
        // It is read once.
        #expect(compressed.body.isEmpty)
    }

    @Test func anEmptyPageIsCompressedToo() throws {
        let body = PrometheusMetrics.plain().page(accept: nil, acceptEncoding: "gzip").body
        #expect(try Gzip.decompress(body, maximumSize: 10) == [])
    }
}
