import CoreMetrics
import MartletMetrics
import Testing

@testable import MartletCloudWatch

/// What an interval becomes.
@Suite struct CloudWatchEncoderTests {
    private let counts = MetricsRegistry()

    /// The fields of all data, without the prefix and the time.
    private func data(
        _ registry: MetricsRegistry,
        _ change: (inout CloudWatchEncoder) -> Void = { _ in }
    ) -> [String] {
        var encoder = CloudWatchEncoder(namespace: "n")
        change(&encoder)
        let bodies = encoder.encode(registry, at: 0, losses: Losses("martlet_cloudwatch_dropped_data", counts)).map {
            String(decoding: $0.body, as: UTF8.self)
        }
        return bodies.flatMap { body in
            var members: [Int: [String]] = [:]
            for field in body.split(separator: "&").dropFirst(3) {
                let parts = field.split(separator: ".", maxSplits: 3)
                guard parts.count == 4, let number = Int(parts[2]), !parts[3].hasPrefix("Timestamp=") else { continue }
                members[number, default: []].append(String(parts[3]))
            }
            return members.sorted { $0.key < $1.key }.map { $0.value.joined(separator: " ") }
        }
    }

    // MARK: The literal cases of Go kit

    @Test func countersAreExactOverTwoSends() {
        let registry = MetricsRegistry()
        let counter = Counter(label: "c", factory: registry)
        counter.increment(by: 10)
        counter.increment(by: 32)
        #expect(data(registry) == ["MetricName=c Value=42"])
        counter.increment(by: 8)
        #expect(data(registry) == ["MetricName=c Value=8"])
        #expect(data(registry).isEmpty)
    }

    /// Go kit sends all distinct values of a gauge; here, whoever wants them takes a recorder.
    @Test func allDistinctValues() {
        let registry = MetricsRegistry()
        let recorder = Recorder(label: "r", factory: registry)
        for value in [3.0, 1, 2, 3, 3] { recorder.record(value) }
        #expect(
            data(registry) { $0.distribution = .values } == [
                "MetricName=r Values.member.1=1 Values.member.2=2 Values.member.3=3 Counts.member.1=1 Counts.member.2=1 Counts.member.3=3"
            ]
        )
    }

    @Test func percentiles() {
        let registry = MetricsRegistry()
        let recorder = Recorder(label: "r", factory: registry)
        recorder.record(10)
        recorder.record(50)
        #expect(
            data(registry) == [
                "MetricName=r_50 Value=10", "MetricName=r_90 Value=50", "MetricName=r_95 Value=50",
                "MetricName=r_99 Value=50",
            ]
        )
        #expect(data(registry).isEmpty)
        recorder.record(7)
        #expect(
            data(registry) { $0.distribution = .percentiles([0.5, 0.9, 1.5, -0.1, .nan, 0.29]) }
                == ["MetricName=r_50 Value=7", "MetricName=r_90 Value=7", "MetricName=r_29 Value=7"]
        )
    }

    @Test func statisticSets() {
        let registry = MetricsRegistry()
        for name in ["a", "b", "c"] {
            let recorder = Recorder(label: name, dimensions: [("d", "v")], factory: registry)
            for value in [3.0, 5, 7] { recorder.record(value) }
        }
        #expect(
            data(registry) { $0.distribution = .statisticSet }
                == ["a", "b", "c"].map {
                    "MetricName=\($0) Dimensions.member.1.Name=d Dimensions.member.1.Value=v StatisticValues.SampleCount=3 "
                        + "StatisticValues.Sum=15 StatisticValues.Minimum=3 StatisticValues.Maximum=7"
                }
        )
        // Nothing rather than zeros, which CloudWatch refuses.
        #expect(data(registry) { $0.distribution = .statisticSet }.isEmpty)
    }

    // MARK: Choices

    @Test func gauges() {
        let registry = MetricsRegistry()
        Meter(label: "g", factory: registry).set(1)
        Meter(label: "g", factory: registry).set(2.5)
        #expect(data(registry) == ["MetricName=g Value=2.5"])
        #expect(data(registry) == ["MetricName=g Value=2.5"])
        #expect(data(registry) { $0.repeatsGauges = false }.isEmpty)
    }

    @Test func dimensionsKeepTheirOrder() {
        var configuration = MetricsRegistry.Configuration()
        configuration.globalLabels = [MetricLabel(name: "service", value: "shop")]
        configuration.maximumLabels = 50
        let registry = MetricsRegistry(configuration)
        Counter(label: "c", dimensions: [("z", "1"), ("a", "2"), ("empty", ""), ("blank", " ")], factory: registry)
            .increment()
        #expect(
            data(registry) == [
                "MetricName=c Dimensions.member.1.Name=service Dimensions.member.1.Value=shop Dimensions.member.2.Name=z "
                    + "Dimensions.member.2.Value=1 Dimensions.member.3.Name=a Dimensions.member.3.Value=2 Value=1"
            ]
        )
        Counter(label: "many", dimensions: (0..<40).map { ("d\($0)", "v") }, factory: registry).increment()
        let many = data(registry)
        #expect(many.count == 1)
        #expect(many[0].contains("Dimensions.member.30.Name=d28 "))
        #expect(!many[0].contains("Dimensions.member.31"))
    }

    @Test func units() {
        let registry = MetricsRegistry()
        registry.describe("size", unit: "bytes")
        registry.describe("odd", unit: "furlongs")
        Counter(label: "size", factory: registry).increment()
        Counter(label: "odd", factory: registry).increment()
        Timer(label: "t", factory: registry).recordSeconds(2)
        #expect(
            data(registry) { $0.distribution = .percentiles([0.5]) }
                == [
                    "MetricName=size Value=1 Unit=Bytes", "MetricName=odd Value=1",
                    "MetricName=t_50 Value=2 Unit=Seconds",
                ]
        )
        var configuration = CloudWatchMetrics.Configuration()
        configuration.registry.timerUnit = .milliseconds
        #expect(CloudWatchEncoder(namespace: "n", configuration).timerUnit == "Milliseconds")
    }

    @Test func whatCloudWatchWouldRefuseNeverLeaves() {
        let registry = MetricsRegistry()
        Meter(label: "huge", factory: registry).set(1e200)
        Meter(label: "tiny", factory: registry).set(1e-200)
        Counter(label: ":", factory: registry).increment()
        #expect(data(registry) { $0.repeatsGauges = false } == ["MetricName=tiny Value=0"])
        #expect(counts.total("martlet_cloudwatch_dropped_data") == 2)
        let huge = MetricsRegistry()
        Recorder(label: "r", factory: huge).record(1e200)
        Recorder(label: "r", factory: huge).record(1)
        #expect(data(huge) { $0.distribution = .values } == ["MetricName=r Values.member.1=1 Counts.member.1=1"])
    }
}
