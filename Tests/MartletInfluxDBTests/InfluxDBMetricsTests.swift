import CoreMetrics
import HTTPTypes
import Logging
import Martlet
import MartletCompression
import MartletHTTP
import MartletMetrics
import MartletTesting
import NIOCore
import Testing

@testable import MartletInfluxDB

/// What an interval becomes, without a network.
@Suite struct InfluxDBMetricsTests {
    private func lines(
        _ configuration: InfluxDBMetrics.Configuration = .init(),
        of metrics: InfluxDBMetrics,
        at time: Int64 = 1_700_000_000_123_456_789
    ) -> [String] {
        let encoder = InfluxDBEncoder(configuration, maximumBytes: configuration.maximumBytes)
        return encoder.encode(metrics.registry, at: time, losses: Losses("martlet_influxdb_dropped_points", nil))
            .flatMap { batch in
                String(decoding: batch.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
            }.sorted()
    }

    private func exporter(_ configuration: InfluxDBMetrics.Configuration = .init()) -> InfluxDBMetrics {
        InfluxDBMetrics(
            .version1("http://127.0.0.1:1", database: "d"),
            over: Scripted([]),
            configuration: configuration,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    // MARK: The literal cases of Go kit

    @Test func counters() {
        var configuration = InfluxDBMetrics.Configuration()
        configuration.registry.globalLabels = [MetricLabel(name: "a", value: "b")]
        let metrics = exporter(configuration)
        let counter = Counter(label: "influx_counter", factory: metrics)
        counter.increment(by: 10)
        Counter(label: "influx_counter", dimensions: [("error", "true")], factory: metrics).increment(by: 1)
        Counter(label: "influx_counter", dimensions: [("error", "false")], factory: metrics).increment(by: 2)
        counter.increment(by: 50)
        #expect(
            lines(of: metrics) == [
                "influx_counter,a=b count=60 1700000000123456789",
                "influx_counter,a=b,error=false count=2 1700000000123456789",
                "influx_counter,a=b,error=true count=1 1700000000123456789",
            ]
        )
        // Nothing happened since.
        #expect(lines(of: metrics).isEmpty)
        counter.increment(by: 7)
        #expect(lines(of: metrics) == ["influx_counter,a=b count=7 1700000000123456789"])
    }

    @Test func gauges() {
        var configuration = InfluxDBMetrics.Configuration()
        configuration.registry.globalLabels = [MetricLabel(name: "foo", value: "alpha")]
        let metrics = exporter(configuration)
        Meter(label: "influx_gauge", factory: metrics).set(10)
        Meter(label: "influx_gauge", dimensions: [("error", "true")], factory: metrics).set(2)
        Meter(label: "influx_gauge", dimensions: [("error", "true")], factory: metrics).set(1)
        Meter(label: "influx_gauge", dimensions: [("error", "false")], factory: metrics).set(2)
        Meter(label: "influx_gauge", factory: metrics).set(50)
        let test = Meter(label: "influx_gauge", dimensions: [("test", "true")], factory: metrics)
        test.set(1)
        test.increment(by: 1)
        #expect(
            lines(of: metrics) == [
                "influx_gauge,error=false,foo=alpha value=2 1700000000123456789",
                "influx_gauge,error=true,foo=alpha value=1 1700000000123456789",
                "influx_gauge,foo=alpha value=50 1700000000123456789",
                "influx_gauge,foo=alpha,test=true value=2 1700000000123456789",
            ]
        )
        // In Go kit, this one started at 0 again.
        test.increment(by: 1)
        #expect(lines(of: metrics).contains("influx_gauge,foo=alpha,test=true value=3 1700000000123456789"))
    }

    @Test func histograms() {
        var configuration = InfluxDBMetrics.Configuration()
        configuration.registry.globalLabels = [MetricLabel(name: "foo", value: "alpha")]
        let metrics = exporter(configuration)
        for (dimensions, value) in [([], 10.0), ([("error", "true")], 10), ([("error", "true")], 50), ([], 50)] {
            Recorder(label: "influx_histogram", dimensions: dimensions, factory: metrics).record(value)
        }
        #expect(
            lines(of: metrics) == [
                "influx_histogram,error=true,foo=alpha p50=10,p90=50,p95=50,p99=50 1700000000123456789",
                "influx_histogram,foo=alpha p50=10,p90=50,p95=50,p99=50 1700000000123456789",
            ]
        )
        #expect(lines(of: metrics).isEmpty)
    }

    /// Issue 404 of Go kit.
    @Test func twoMetricsWithOtherLabelsAreTwoLines() {
        let metrics = exporter()
        Counter(label: "counter1", dimensions: [("foo", "bar")], factory: metrics).increment(by: 11)
        Counter(label: "counter2", dimensions: [("foo2", "bar2")], factory: metrics).increment(by: 22)
        #expect(lines(of: metrics).count == 2)
    }

    // MARK: Choices

    @Test func labelsGoOverGlobalOnes() {
        var configuration = InfluxDBMetrics.Configuration()
        configuration.registry.globalLabels = [MetricLabel(name: "a", value: "1"), MetricLabel(name: "b", value: "2")]
        let metrics = exporter(configuration)
        Counter(label: "c", dimensions: [("b", "3")], factory: metrics).increment()
        #expect(lines(of: metrics, at: 9) == ["c,a=1,b=3 count=1 9"])
    }

    @Test func gaugesThatAreOnlySentWhenSet() {
        var configuration = InfluxDBMetrics.Configuration()
        configuration.repeatsGauges = false
        let metrics = exporter(configuration)
        let gauge = Meter(label: "g", factory: metrics)
        gauge.set(4)
        #expect(lines(configuration, of: metrics, at: 9) == ["g value=4 9"])
        #expect(lines(configuration, of: metrics).isEmpty)
        gauge.increment(by: 1)
        #expect(lines(configuration, of: metrics, at: 9) == ["g value=5 9"])
    }

    @Test func repeatedGauges() {
        let metrics = exporter()
        Meter(label: "g", factory: metrics).set(4)
        #expect(lines(of: metrics, at: 9) == ["g value=4 9"])
        #expect(lines(of: metrics, at: 10) == ["g value=4 10"])
    }

    @Test func totals() {
        var configuration = InfluxDBMetrics.Configuration()
        configuration.includesTotals = true
        let metrics = exporter(configuration)
        let recorder = Recorder(label: "r", factory: metrics)
        recorder.record(10)
        recorder.record(50)
        #expect(
            lines(configuration, of: metrics, at: 9) == ["r p50=10,p90=50,p95=50,p99=50,count=2,sum=60,min=10,max=50 9"]
        )
    }

    @Test(arguments: [
        (InfluxDBPrecision.nanoseconds, "1700000000123456789"), (.microseconds, "1700000000123456"),
        (.milliseconds, "1700000000123"), (.seconds, "1700000000"),
    ])
    func precision(precision: InfluxDBPrecision, text: String) {
        var configuration = InfluxDBMetrics.Configuration()
        configuration.precision = precision
        let metrics = exporter()
        Counter(label: "c", factory: metrics).increment()
        #expect(lines(configuration, of: metrics) == ["c count=1 \(text)"])
    }

    @Test func batches() {
        let metrics = exporter()
        for number in 0..<10 { Counter(label: "c\(number)", factory: metrics).increment() }
        var encoder = InfluxDBEncoder()
        encoder.maximumLines = 4
        let batches = encoder.encode(metrics.registry, at: 0, losses: Losses("martlet_influxdb_dropped_points", nil))
        #expect(batches.map(\.lines) == [4, 4, 2])
    }

    @Test func whatCannotBeSaidIsCounted() {
        let counts = MetricsRegistry()
        let metrics = exporter()
        Counter(label: "\\", factory: metrics).increment()
        Counter(label: String(repeating: "x", count: 200), factory: metrics).increment()
        Meter(label: "g", factory: metrics).set(Double.nan)
        Counter(label: "c", factory: metrics).increment()
        var encoder = InfluxDBEncoder()
        encoder.maximumBytes = 100
        let batches = encoder.encode(metrics.registry, at: 0, losses: Losses("martlet_influxdb_dropped_points", counts))
        #expect(batches.map { String(decoding: $0.bytes, as: UTF8.self) } == ["c count=1 0\n"])
        var dropped = 0.0
        counts.collect { family in
            family.forEachSeries { if case .counter(let value) = $0.value { dropped += value } }
        }
        #expect(dropped == 3)
    }
}
