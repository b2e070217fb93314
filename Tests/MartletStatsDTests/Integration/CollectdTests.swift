import CoreMetrics
import ExporterTesting
import Logging
import MartletMetrics
import MartletStatsD
import RealServers
import Testing

/// collectd, a strict parser, reads what was sent.
@Suite(.timeLimit(.minutes(2))) struct CollectdTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func metrics(
        _ server: Collectd,
        every interval: Duration = .seconds(3_600),
        _ change: (inout StatsDMetrics.Configuration) -> Void = { _ in }
    ) -> StatsDMetrics {
        var configuration = StatsDMetrics.Configuration()
        change(&configuration)
        return StatsDMetrics(
            to: .udp("127.0.0.1", port: server.port),
            every: interval,
            configuration: configuration,
            logger: logger
        )
    }

    @Test(.requires(.collectd), arguments: [StatsDNumberFormat.shortest, .sixDecimals])
    func readsEveryKind(numbers: StatsDNumberFormat) async throws {
        try await withServer(Collectd.self) { server in
            let metrics = metrics(server) {
                $0.prefix = "shop."
                $0.numbers = numbers
            }
            // Sent at the shutdown.
            try await running(metrics) {
                Counter(label: "requests", dimensions: [("code", "2 0:0|")], factory: metrics).increment(by: 60)
                Meter(label: "temp", factory: metrics).set(-12.25)
                Meter(label: "tiny", factory: metrics).set(0.000_25)
                let timer = Timer(label: "latency", factory: metrics)
                timer.recordMilliseconds(100)
                timer.recordMilliseconds(300)
                // More than one datagram.
                for number in 0..<200 { Counter(label: "many.\(number)", factory: metrics).increment() }
            }
            try await eventually("the sum is stored") {
                server.values("derive-shop.requests.code.2_0_0_").contains(60)
            }
            try await eventually("the gauges are stored") {
                server.values("gauge-shop.temp").contains(-12.25) && server.values("gauge-shop.tiny").contains(0.000_25)
            }
            // Over all of its intervals: the end of one may come between the two values.
            try await eventually("the times are stored") {
                let sum = server.values("latency-shop.latency-sum").reduce(0, +)
                return server.values("gauge-shop.latency-count").reduce(0, +) == 2 && abs(sum - 0.4) < 1e-9
            }
            let lowest = server.values("latency-shop.latency-lower").min() ?? 0
            let highest = server.values("latency-shop.latency-upper").max() ?? 0
            #expect(abs(lowest - 0.1) < 0.01)
            #expect(abs(highest - 0.3) < 0.01)
            try await eventually("all counters are stored") {
                server.metrics().count { $0.hasPrefix("derive-shop.many.") } == 200
            }
            #expect(server.unparsedLines().isEmpty)
        }
    }

    /// A negative number is no decrement, and a decrement counts from the last value.
    @Test(.requires(.collectd))
    func aGaugeThatGoesUpAndDown() async throws {
        try await withServer(Collectd.self) { server in
            let metrics = metrics(server, every: .milliseconds(50))
            let gauge = Meter(label: "level", factory: metrics)
            try await running(metrics) {
                for value in [5.0, -3, -8, 2] {
                    gauge.set(value)
                    try await eventually("the gauge is \(value)") { server.values("gauge-level").last == value }
                }
                gauge.decrement(by: 6)
                try await eventually("the gauge is -4") { server.values("gauge-level").last == -4 }
            }
            #expect(server.unparsedLines().isEmpty)
        }
    }

    /// The collector dies and comes back: counting costs what it did, what waits is bounded, what is dropped is counted,
    /// and what is counted after the restart arrives.
    @Test(.requires(.collectd))
    func killedInTheMiddle() async throws {
        try await withServer(Collectd.self) { server in
            let counts = MetricsRegistry()
            let metrics = metrics(server, every: .milliseconds(20)) {
                $0.push.metrics = counts
                $0.push.maximumPayloads = 5
                $0.push.initialBackoff = .milliseconds(200)
                $0.push.maximumBackoff = .milliseconds(400)
            }
            let requests = Counter(label: "requests", factory: metrics)
            try await running(metrics) {
                requests.increment()
                try await eventually("it is there") { server.values("derive-requests").last == 1 }
                let alive = duration(of: requests)
                await server.kill()
                try await eventually("the queue is full", within: .seconds(30)) {
                    requests.increment()
                    return counts.total("martlet_metrics_dropped") >= 3
                }
                // The ones of which the network said that nobody took them.
                #expect(counts.total("martlet_statsd_dropped", MetricLabel(name: "reason", value: "refused")) >= 1)
                let dead = duration(of: requests)
                // Ten thousand increments take a millisecond or two; a call that waited for the network would take longer.
                #expect(dead < max(alive * 20, .milliseconds(50)))
                try await server.start()
                Counter(label: "after", factory: metrics).increment(by: 3)
                try await eventually("what came after the restart is there") {
                    server.values("derive-after").last == 3
                }
            }
            #expect(server.unparsedLines().isEmpty)
        }
    }

    private func duration(of counter: Counter) -> Duration {
        ContinuousClock().measure {
            for _ in 0..<10_000 { counter.increment() }
        }
    }
}
