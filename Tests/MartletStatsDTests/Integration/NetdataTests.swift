import CoreMetrics
import ExporterTesting
import Logging
import MartletMetrics
import MartletStatsD
import RealServers
import Testing

/// netdata reads DogStatsD: it finds name, value and type, and leaves tags out. Their syntax, and that of events and
/// service checks, is tested against the public grammar (`DogStatsDReportTests`), as no agent is to be had here.
@Suite(.timeLimit(.minutes(2))) struct NetdataTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test(.requires(.netdata), arguments: [false, true])
    func readsEveryKind(overTCP: Bool) async throws {
        try await withServer(Netdata.self) { server in
            var configuration = StatsDMetrics.Configuration()
            configuration.prefix = "shop."
            configuration.registry.globalLabels = [MetricLabel(name: "env", value: "test")]
            configuration.types = ["spread": .distribution]
            configuration.repeatsGauges = true
            let metrics = StatsDMetrics(
                to: overTCP ? .tcp("127.0.0.1", port: server.port) : .udp("127.0.0.1", port: server.port),
                dialect: .dogStatsD,
                every: .milliseconds(200),
                configuration: configuration,
                logger: logger
            )
            try await running(metrics) {
                let requests = Counter(label: "requests", dimensions: [("url", "http://a,b|c#d")], factory: metrics)
                Meter(label: "temp", dimensions: [("room", "1")], factory: metrics).set(21.5)
                let size = Recorder(label: "size", factory: metrics)
                let latency = Timer(label: "latency", factory: metrics)
                let spread = Recorder(label: "spread", factory: metrics)
                func count() {
                    requests.increment(by: 50)
                    size.record(700)
                    latency.recordMilliseconds(25)
                    spread.record(1)
                }
                try await eventually("it has all of them") {
                    count()
                    let names = try await server.metrics()
                    return [
                        "shop.requests_counter", "shop.temp_gauge", "shop.size_histogram", "shop.latency_timer",
                    ].allSatisfy(names.contains) && names.contains { $0.hasPrefix("shop.spread") }
                }
                // It has all values: of a line that it can't read it makes a meter with the whole line as its name.
                #expect(try await server.metrics().allSatisfy { !$0.contains("_meter") && !$0.contains("test") })
                try await eventually("the values are right") {
                    count()
                    let gauge = try await server.values("shop.temp_gauge")
                    let sizes = try await server.values("shop.size_histogram", dimension: "max")
                    let times = try await server.values("shop.latency_timer", dimension: "max")
                    let counts = try await server.values("shop.requests_counter")
                    return gauge.last == 21.5 && sizes.contains(700) && times.contains(25)
                        && counts.contains { $0 > 0 }
                }
            }
        }
    }

    @Test(.requires(.netdata))
    func killedInTheMiddle() async throws {
        try await withServer(Netdata.self) { server in
            let counts = MetricsRegistry()
            var configuration = StatsDMetrics.Configuration()
            configuration.push.metrics = counts
            configuration.push.maximumPayloads = 5
            configuration.push.initialBackoff = .milliseconds(200)
            configuration.push.maximumBackoff = .milliseconds(400)
            let metrics = StatsDMetrics(
                to: .udp("127.0.0.1", port: server.port),
                dialect: .dogStatsD,
                every: .milliseconds(20),
                configuration: configuration,
                logger: logger
            )
            let requests = Counter(label: "app.before", factory: metrics)
            try await running(metrics) {
                try await eventually("it is there") {
                    requests.increment()
                    return try await server.metrics().contains("app.before_counter")
                }
                await server.kill()
                try await eventually("the queue is full", within: .seconds(30)) {
                    requests.increment()
                    return counts.total("martlet_metrics_dropped") >= 3
                }
                #expect(counts.total("martlet_statsd_dropped", MetricLabel(name: "reason", value: "refused")) >= 1)
                try await server.start()
                Counter(label: "app.after", factory: metrics).increment()
                try await eventually("what came after the restart is there") {
                    try await server.metrics().contains("app.after_counter")
                }
            }
        }
    }
}
