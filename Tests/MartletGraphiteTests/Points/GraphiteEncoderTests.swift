import CoreMetrics
import MartletMetrics
import MartletTesting
import Testing

@testable import MartletGraphite

/// The bytes of each kind; among them all cases of Go kit (inventory 23.4, T6).
@Suite struct GraphiteEncoderTests {
    private func encoder(
        _ address: GraphiteAddress = .tcp("a"),
        _ change: (inout GraphiteMetrics.Configuration) -> Void = { _ in }
    ) -> GraphiteEncoder {
        var configuration = GraphiteMetrics.Configuration()
        configuration.numbers = .sixDecimals
        change(&configuration)
        return GraphiteEncoder(configuration, to: address)
    }

    private func text(_ encoder: GraphiteEncoder, _ registry: MetricsRegistry) -> String {
        encoder.encode(registry, at: 1_700_000_000_999_999_999).batches
            .map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "--\n")
    }

    /// `^abc.def ([0-9\.]+) [0-9]+$`, summing exactly; at every flush, also when 0, then reset.
    @Test func counters() {
        let registry = MetricsRegistry()
        let encoder = encoder { $0.prefix = "abc." }
        let counter = Counter(label: "def", factory: registry)
        #expect(text(encoder, registry) == "abc.def 0.000000 1700000000\n")
        for number in [12, 99, 7] {
            counter.increment(by: number)
            counter.increment()
            #expect(text(encoder, registry) == "abc.def \(number + 1).000000 1700000000\n")
        }
        #expect(text(encoder, registry) == "abc.def 0.000000 1700000000\n")
        #expect(text(self.encoder { $0.repeatsCounters = false }, registry) == "")
    }

    /// Gauges at every flush, with the value that they have.
    @Test func gauges() {
        let registry = MetricsRegistry()
        let gauge = Meter(label: "ghi", factory: registry)
        gauge.set(12.5)
        gauge.increment(by: -15)
        #expect(text(encoder(), registry) == "ghi -2.500000 1700000000\n")
        #expect(text(encoder(), registry) == "ghi -2.500000 1700000000\n")
        #expect(text(encoder { $0.repeatsGauges = false }, registry) == "")
    }

    /// Quantile lines within 1 %: 12345 normal values with mean 500 and deviation 25, negative ones as 0.
    @Test func histograms() throws {
        let registry = MetricsRegistry()
        let histogram = Recorder(label: "def", factory: registry)
        var random = SeededGenerator(seed: 8)
        for _ in 0..<12_345 {
            // A sum of twelve has the variance 1.
            let normal = (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
            histogram.record(max(500 + 25 * normal, 0))
        }
        let lines = text(encoder { $0.prefix = "abc." }, registry).split(separator: "\n").map {
            $0.split(separator: " ")
        }
        #expect(lines.map { $0[0] } == ["abc.def.p50", "abc.def.p90", "abc.def.p95", "abc.def.p99"])
        for (line, expected) in zip(lines, [500, 532.04, 541.12, 558.16]) {
            let value = try #require(Double(line[1]))
            #expect(abs(value - expected) / expected < 0.01)
            #expect(line[2] == "1700000000")
        }
    }

    /// Of the interval, not since the start as Go kit's; and none of nothing rather than -1.
    @Test func histogramsBeginAnew() {
        let registry = MetricsRegistry()
        let histogram = Recorder(label: "h", factory: registry)
        let short = encoder { $0.numbers = .shortest }
        #expect(text(short, registry) == "")
        histogram.record(10)
        histogram.record(50)
        #expect(
            text(short, registry)
                == "h.p50 10 1700000000\nh.p90 50 1700000000\nh.p95 50 1700000000\nh.p99 50 1700000000\n"
        )
        #expect(text(short, registry) == "")
        histogram.record(7)
        #expect(text(short, registry).hasPrefix("h.p50 7 1700000000\n"))
        histogram.record(7)
        histogram.record(9)
        #expect(
            text(encoder { $0.includesTotals = true }, registry)
                .hasSuffix("h.count 2.000000 1700000000\nh.sum 16.000000 1700000000\n")
        )
    }

    @Test func timersAreInSeconds() {
        let registry = MetricsRegistry()
        Timer(label: "t", factory: registry).recordMilliseconds(250)
        #expect(text(encoder(), registry).hasPrefix("t.p50 0.250000 1700000000\n"))
    }

    @Test func labelsAndTags() {
        let registry = MetricsRegistry(
            MetricsRegistry.Configuration { $0.globalLabels = [MetricLabel(name: "g", value: "1")] }
        )
        Counter(label: "n", dimensions: [("k", "v")], factory: registry).increment(by: 12)
        Recorder(label: "h", dimensions: [("k", "v")], factory: registry).record(1)
        let tagged = text(encoder { $0.labels = .tags }, registry).split(separator: "\n")
        #expect(tagged.prefix(2) == ["n;g=1;k=v 12.000000 1700000000", "h.p50;g=1;k=v 1.000000 1700000000"])
        #expect(text(encoder(), registry) == "n.g.1.k.v 0.000000 1700000000\n")
    }

    @Test func whatCannotBeSaidIsCounted() {
        let registry = MetricsRegistry(MetricsRegistry.Configuration { $0.distribution = .samples(limit: 2) })
        Meter(label: "nan", factory: registry).set(Double.nan)
        Meter(label: String(repeating: "a", count: 200), factory: registry).set(1)
        Meter(label: "..", factory: registry).set(1)
        let recorder = Recorder(label: "r", factory: registry)
        for _ in 0..<5 { recorder.record(1) }
        let output = encoder(.udp("a")) { $0.maximumDatagramBytes = 100 }.encode(registry, at: 0)
        #expect(output.losses == [.notFinite: 1, .tooLong: 1, .unnamed: 1, .samples: 3])
        #expect(output.batches.map(\.points).reduce(0, +) == 4)
    }

    @Test func boundsAreThoseOfTheProtocol() {
        #expect(encoder(.tcp("a")).maximumBytes == 65_536)
        #expect(encoder(.udp("a")).maximumBytes == 1_432)
        #expect(encoder(.udp("a")) { $0.maximumDatagramBytes = 100_000 }.maximumBytes == 65_507)
        #expect(encoder(.pickle("a")) { $0.maximumBatchBytes = 5_000_000 }.maximumBytes == 1_048_576)
        #expect(encoder(.pickle("a")).maximumPoints == 500)
        #expect(encoder(.pickle("a")) { $0.maximumPicklePoints = 0 }.maximumPoints == 1)
    }

    @Test func picklesInsteadOfLines() {
        let registry = MetricsRegistry()
        Counter(label: "c", factory: registry).increment()
        let output = encoder(.pickle("a")).encode(registry, at: 1_700_000_000_000_000_000)
        var expected = PickleBatches(time: 1_700_000_000, maximumPoints: 500, maximumBytes: 65_536)
        expected.append(GraphitePoint(path: [UInt8(ascii: "c")], value: 1))
        #expect(output.batches == expected.finish())
    }
}
