import CoreMetrics
import MartletMetrics
import Testing

@testable import MartletStatsD

/// The bytes of each kind in each dialect; among them all cases of Go kit (inventory 23.1 to 23.3).
@Suite struct StatsDEncoderTests {
    private func encoder(
        _ dialect: StatsDDialect,
        _ change: (inout StatsDMetrics.Configuration) -> Void = { _ in }
    ) -> StatsDEncoder {
        var configuration = StatsDMetrics.Configuration()
        configuration.numbers = .sixDecimals
        change(&configuration)
        return StatsDEncoder(configuration, dialect: dialect, maximumBytes: 1_432)
    }

    private func registry(
        _ labels: [(String, String)] = [],
        distribution: DistributionAggregation = .samples()
    ) -> MetricsRegistry {
        MetricsRegistry(
            MetricsRegistry.Configuration {
                $0.timerUnit = .milliseconds
                $0.distribution = distribution
                $0.globalLabels = labels.map { MetricLabel(name: $0.0, value: $0.1) }
            }
        )
    }

    private func text(_ encoder: StatsDEncoder, _ registry: MetricsRegistry) -> String {
        encoder.encode(registry).datagrams.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "--\n")
    }

    // MARK: Go kit's cases

    /// 23.1: `^abc.def:([0-9\.]+)\|c$`, summing exactly.
    @Test func statsDCounter() {
        let registry = registry()
        let encoder = encoder(.statsD) { $0.prefix = "abc." }
        let counter = Counter(label: "def", factory: registry)
        var total = 0
        for number in [12, 0, 99, 7, 45] {
            counter.increment(by: number)
            counter.increment(by: number)
            total += 2 * number
            #expect(text(encoder, registry) == "abc.def:\(2 * number).000000|c\n" || number == 0)
        }
        #expect(total == 326)
        #expect(text(encoder, registry) == "")
    }

    /// 23.1: `ghi.jkl ...|g`.
    @Test func statsDGauge() {
        let registry = registry()
        Meter(label: "jkl", factory: registry).set(12.5)
        #expect(text(encoder(.statsD) { $0.prefix = "ghi." }, registry) == "ghi.jkl:12.500000|g\n")
    }

    /// 23.1: `statsd.timing_test:...|ms`, every value a line.
    @Test func statsDTiming() {
        let registry = registry()
        let timer = Timer(label: "timing_test", factory: registry)
        timer.recordMilliseconds(250)
        timer.recordNanoseconds(1_500_000)
        #expect(
            text(encoder(.statsD) { $0.prefix = "statsd." }, registry)
                == "statsd.timing_test:250.000000|ms\nstatsd.timing_test:1.500000|ms\n"
        )
    }

    /// 23.1: rate 0.01 has the suffix `|@0\.01[0]*$`; and there are as many lines as the rate says.
    @Test func statsDTimingWithARate() {
        let registry = registry(distribution: .samples(limit: 100_000, rate: 0.01))
        let recorder = Recorder(label: "timing_test", factory: registry)
        for _ in 0..<100_000 { recorder.record(7) }
        let lines = text(encoder(.statsD), registry).split(separator: "\n").filter { $0 != "--" }
        // Six standard deviations.
        #expect((800...1_200).contains(lines.count))
        #expect(lines.allSatisfy { $0 == "timing_test:7.000000|ms|@0.010000" })
    }

    /// 23.2: `abc.def:<n>|c|#label:value`.
    @Test func dogStatsDCounter() {
        let registry = registry()
        Counter(label: "def", dimensions: [("label", "value")], factory: registry).increment(by: 12)
        #expect(text(encoder(.dogStatsD) { $0.prefix = "abc." }, registry) == "abc.def:12.000000|c|#label:value\n")
    }

    /// 23.2: a gauge with the global label hostname=foohost: `ghi.jkl:<n>|g|#hostname:foohost,xyz:abc`.
    @Test func dogStatsDGauge() {
        let registry = registry([("hostname", "foohost")])
        Meter(label: "jkl", dimensions: [("xyz", "abc")], factory: registry).set(3)
        #expect(
            text(encoder(.dogStatsD) { $0.prefix = "ghi." }, registry)
                == "ghi.jkl:3.000000|g|#hostname:foohost,xyz:abc\n"
        )
    }

    /// 23.2: histogram with rate 0.01: `|h|@0.01[0]*|#foo:bar`, quantiles within 2 %; timing with rate 0.03 likewise.
    @Test(arguments: [0.01, 0.03])
    func dogStatsDWithARate(rate: Double) {
        let registry = registry(distribution: .samples(limit: 1_000_000, rate: rate))
        let recorder = Recorder(label: "histogram_test", dimensions: [("foo", "bar")], factory: registry)
        let timer = Timer(label: "timing_test", dimensions: [("foo", "bar")], factory: registry)
        // Spread over 480 to 520, so that two per cent is no chance.
        for number in 0..<100_000 {
            recorder.record(Double(480 + number % 41))
            timer.recordMilliseconds(Int64(480 + number % 41))
        }
        let lines = text(encoder(.dogStatsD), registry).split(separator: "\n").filter { $0 != "--" }
        let suffix = rate == 0.01 ? "@0.010000" : "@0.030000"
        for (prefix, letters) in [("histogram_test:", "h"), ("timing_test:", "ms")] {
            let values = lines.filter { $0.hasPrefix(prefix) }.compactMap { line -> Double? in
                #expect(line.hasSuffix("|\(letters)|\(suffix)|#foo:bar"))
                return Double(line.dropFirst(prefix.count).prefix { $0 != "|" })
            }.sorted()
            let expected = 100_000 * rate
            #expect((0.8 * expected...1.2 * expected).contains(Double(values.count)))
            #expect(abs(values[values.count / 2] - 500) < 10)
            #expect(abs(values[values.count * 99 / 100] - 520) < 10)
        }
    }

    /// 23.3: `abc.def,label=value:<n>|c` and `ghi.jkl,hostname=foohost,xyz=abc:<n>|g`.
    @Test func influxStatsD() {
        var registry = registry()
        Counter(label: "def", dimensions: [("label", "value")], factory: registry).increment(by: 12)
        #expect(text(encoder(.influxStatsD) { $0.prefix = "abc." }, registry) == "abc.def,label=value:12.000000|c\n")
        registry = self.registry([("hostname", "foohost")])
        Meter(label: "jkl", dimensions: [("xyz", "abc")], factory: registry).set(3)
        #expect(
            text(encoder(.influxStatsD) { $0.prefix = "ghi." }, registry)
                == "ghi.jkl,hostname=foohost,xyz=abc:3.000000|g\n"
        )
    }

    /// 23.3: rate 0.01: `...|h|@0.01[0]*$`, and unlike Go kit's the values are sampled.
    @Test func influxStatsDWithARate() {
        let registry = registry(distribution: .samples(limit: 100_000, rate: 0.01))
        let recorder = Recorder(label: "histogram_test", dimensions: [("foo", "bar")], factory: registry)
        for _ in 0..<50_000 { recorder.record(7) }
        let lines = text(encoder(.influxStatsD), registry).split(separator: "\n").filter { $0 != "--" }
        #expect((300...700).contains(lines.count))
        #expect(lines.allSatisfy { $0 == "histogram_test,foo=bar:7.000000|h|@0.010000" })
    }

    /// T6, column by column, with the labels of the exporter before those of the metric.
    @Test func wireLines() {
        for (dialect, counter, gauge, timing, histogram) in [
            (
                StatsDDialect.statsD, "P.n.g.1.k.v:12.000000|c", "P.n.g.1.k.v:12.000000|g", "P.n.g.1.k.v:12.000000|ms",
                "P.n.g.1.k.v:12.000000|ms"
            ),
            (
                .dogStatsD, "P.n:12.000000|c|#g:1,k:v", "P.n:12.000000|g|#g:1,k:v", "P.n:12.000000|ms|#g:1,k:v",
                "P.n:12.000000|h|#g:1,k:v"
            ),
            (
                .influxStatsD, "P.n,g=1,k=v:12.000000|c", "P.n,g=1,k=v:12.000000|g", "P.n,g=1,k=v:12.000000|ms",
                "P.n,g=1,k=v:12.000000|h"
            ),
        ] {
            let encoder = encoder(dialect) { $0.prefix = "P." }
            let labels = [("k", "v")]
            var registry = registry([("g", "1")])
            Counter(label: "n", dimensions: labels, factory: registry).increment(by: 12)
            #expect(text(encoder, registry) == counter + "\n")
            registry = self.registry([("g", "1")])
            Meter(label: "n", dimensions: labels, factory: registry).set(12)
            #expect(text(encoder, registry) == gauge + "\n")
            registry = self.registry([("g", "1")])
            Timer(label: "n", dimensions: labels, factory: registry).recordMilliseconds(12)
            #expect(text(encoder, registry) == timing + "\n")
            registry = self.registry([("g", "1")])
            Recorder(label: "n", dimensions: labels, factory: registry).record(12)
            #expect(text(encoder, registry) == histogram + "\n")
        }
    }

    // MARK: Behaviours

    @Test func countersThenGaugesThenTimingsThenHistograms() {
        let registry = registry()
        Recorder(label: "h", factory: registry).record(1)
        Timer(label: "t", factory: registry).recordMilliseconds(1)
        Meter(label: "g", factory: registry).set(1)
        Counter(label: "c", factory: registry).increment()
        #expect(text(encoder(.dogStatsD) { $0.numbers = .shortest }, registry) == "c:1|c\ng:1|g\nt:1|ms\nh:1|h\n")
    }

    @Test func nothingObservedNothingSent() {
        let registry = registry()
        _ = Counter(label: "c", factory: registry)
        _ = Meter(label: "g", factory: registry)
        _ = Timer(label: "t", factory: registry)
        _ = Recorder(label: "h", factory: registry)
        #expect(encoder(.dogStatsD).encode(registry) == StatsDEncoder.Output())
    }

    /// Go kit's StatsD gauges begin at 0 after a flush.
    @Test func gaugesGoOnFromTheirLastValue() {
        let registry = registry()
        let gauge = Meter(label: "g", factory: registry)
        let encoder = encoder(.statsD) { $0.numbers = .shortest }
        gauge.set(10)
        #expect(text(encoder, registry) == "g:10|g\n")
        gauge.increment(by: 5)
        #expect(text(encoder, registry) == "g:15|g\n")
        #expect(text(encoder, registry) == "")
        #expect(text(self.encoder(.statsD) { $0.repeatsGauges = true }, registry) == "g:15.000000|g\n")
    }

    @Test func negativeGaugesAreSetFromZero() {
        let registry = registry()
        let gauge = Meter(label: "g", dimensions: [("k", "v")], factory: registry)
        let short: (inout StatsDMetrics.Configuration) -> Void = { $0.numbers = .shortest }
        gauge.set(-5)
        #expect(text(encoder(.statsD, short), registry) == "g.k.v:0|g\ng.k.v:-5|g\n")
        gauge.set(-5)
        #expect(text(encoder(.influxStatsD, short), registry) == "g,k=v:0|g\ng,k=v:-5|g\n")
        gauge.set(-5)
        #expect(text(encoder(.dogStatsD, short), registry) == "g:-5|g|#k:v\n")
        gauge.set(-5)
        #expect(
            text(encoder(.dogStatsD) { $0.resetsNegativeGauges = true }, registry)
                == "g:0.000000|g|#k:v\ng:-5.000000|g|#k:v\n"
        )
        gauge.set(-5)
        #expect(text(encoder(.statsD) { $0.resetsNegativeGauges = false }, registry) == "g.k.v:-5.000000|g\n")
        gauge.set(0)
        #expect(text(encoder(.statsD, short), registry) == "g.k.v:0|g\n")
    }

    @Test func theZeroIsNeverInAnotherDatagram() {
        for limit in 10...60 {
            let registry = registry()
            for number in 0..<20 { Meter(label: "g\(number)", factory: registry).set(-1) }
            var encoder = encoder(.statsD) { $0.numbers = .shortest }
            encoder.maximumBytes = limit
            let output = encoder.encode(registry)
            for datagram in output.datagrams {
                let lines = String(decoding: datagram, as: UTF8.self).split(separator: "\n")
                #expect(lines.count.isMultiple(of: 2))
            }
            // "g1:0|g" and "g1:-1|g" with line feeds are 15 bytes, with two digits 17.
            #expect((output.losses[.tooLong] ?? 0) == (limit < 15 ? 20 : limit < 17 ? 10 : 0))
        }
    }

    @Test func whatIsNoNumberStaysHere() {
        let registry = registry()
        Meter(label: "a", factory: registry).set(Double.nan)
        Meter(label: "b", factory: registry).set(Double.infinity)
        Meter(label: "c", factory: registry).set(1.0)
        let output = encoder(.statsD).encode(registry)
        #expect(output.datagrams.map { String(decoding: $0, as: UTF8.self) } == ["c:1.000000|g\n"])
        #expect(output.losses == [.notFinite: 2])
    }

    @Test func whatIsAboveTheLimitCountsAsNotSampled() {
        let registry = registry(distribution: .samples(limit: 25))
        let recorder = Recorder(label: "h", factory: registry)
        for _ in 0..<100 { recorder.record(1) }
        let output = encoder(.dogStatsD).encode(registry)
        let lines = output.datagrams.flatMap { String(decoding: $0, as: UTF8.self).split(separator: "\n") }
        #expect(lines.count == 25)
        #expect(lines.allSatisfy { $0 == "h:1.000000|h|@0.250000" })
        #expect(output.losses == [.samples: 75])
    }

    @Test func typesAreChosen() {
        let registry = registry()
        Recorder(label: "size", factory: registry).record(1)
        Recorder(label: "other", factory: registry).record(1)
        Timer(label: "time", factory: registry).recordMilliseconds(1)
        let encoder = encoder(.dogStatsD) {
            $0.numbers = .shortest
            $0.histogramType = .distribution
            $0.types = ["size": .timing, "time": .histogram]
        }
        #expect(text(encoder, registry) == "size:1|ms\nother:1|d\ntime:1|h\n")
    }

    @Test func valuesShareALine() {
        let registry = registry()
        let recorder = Recorder(label: "h", dimensions: [("k", "v")], factory: registry)
        for number in 1...7 { recorder.record(number * 11) }
        var encoder = encoder(.dogStatsD) {
            $0.numbers = .shortest
            $0.packsValues = true
        }
        encoder.maximumBytes = 20
        // "h:11:22:33|h|#k:v" and the line feed are 18 bytes.
        #expect(text(encoder, registry) == "h:11:22:33|h|#k:v\n--\nh:44:55:66|h|#k:v\n--\nh:77|h|#k:v\n")
        // To the last byte, and one too few.
        for (limit, lines) in [(18, "h:11:22:33|h|#k:v\n"), (17, "h:11:22|h|#k:v\n--\nh:33|h|#k:v\n")] {
            encoder.maximumBytes = limit
            for number in 1...3 { recorder.record(number * 11) }
            #expect(text(encoder, registry) == lines)
        }
        for number in 1...3 { recorder.record(number) }
        encoder.maximumBytes = 5
        #expect(encoder.encode(registry).losses == [.tooLong: 3])
    }

    @Test func otherDistributionsAreSummedUp() {
        let sketches = registry(distribution: .quantiles())
        let recorder = Recorder(label: "size", dimensions: [("k", "v")], factory: sketches)
        recorder.record(10)
        recorder.record(50)
        let encoder = encoder(.dogStatsD) { $0.numbers = .shortest }
        #expect(
            text(encoder, sketches) == """
                size.count:2|c|#k:v
                size.sum:60|c|#k:v
                size.p50:10|g|#k:v
                size.p90:50|g|#k:v
                size.p95:50|g|#k:v
                size.p99:50|g|#k:v

                """
        )
        #expect(text(encoder, sketches) == "")
        let buckets = registry(distribution: .buckets([20]))
        let bucketed = Recorder(label: "size", dimensions: [("k", "v")], factory: buckets)
        bucketed.record(10)
        bucketed.record(50)
        #expect(text(self.encoder(.statsD), buckets) == "size.k.v.count:2.000000|c\nsize.k.v.sum:60.000000|c\n")
        #expect(text(self.encoder(.statsD), buckets) == "")
    }

    @Test func reportsFollowTheMetrics() {
        let registry = registry()
        Counter(label: "c", factory: registry).increment()
        let output = encoder(.dogStatsD) { $0.numbers = .shortest }
            .encode(registry, reports: [Array("_sc|a|0\n".utf8)])
        #expect(output.datagrams == [Array("c:1|c\n_sc|a|0\n".utf8)])
    }
}
