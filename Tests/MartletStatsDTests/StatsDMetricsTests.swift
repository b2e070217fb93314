import CoreMetrics
import ExporterTesting
import InMemoryLogging
import Logging
import MartletMetrics
import MartletTesting
import Testing

@testable import MartletStatsD

/// The exporter as a service, against a receiver of our own and a clock that is moved.
@Suite(.timeLimit(.minutes(1))) struct StatsDMetricsTests {
    private let clock = ManualClock()
    private let counts = MetricsRegistry()
    private let log = InMemoryLogHandler()

    private var logger: Logger { Logger(label: "test") { _ in log } }

    private func metrics(
        _ receiver: Receiver,
        _ dialect: StatsDDialect = .statsD,
        _ change: (inout StatsDMetrics.Configuration) -> Void = { _ in }
    ) -> StatsDMetrics {
        var configuration = StatsDMetrics.Configuration()
        configuration.push.metrics = counts
        configuration.push.wallClock = { 1_700_000_000_900_000_000 }
        // The clock is moved while the last bytes may still be under way, which is no time-out.
        configuration.push.sendTimeout = .seconds(86_400)
        change(&configuration)
        return StatsDMetrics(
            to: .udp("127.0.0.1", port: receiver.port),
            dialect: dialect,
            every: .seconds(10),
            configuration: configuration,
            logger: logger,
            clock: clock
        )
    }

    @Test func everyIntervalAndTheLastOne() async throws {
        let receiver = try await Receiver.udp()
        let metrics = metrics(receiver)
        let clock = clock
        try await running(metrics) {
            let requests = Counter(label: "requests", factory: metrics)
            try await clock.waitForSleepers(1)
            requests.increment(by: 3)
            Timer(label: "latency", factory: metrics).recordMilliseconds(20)
            clock.advance(by: .seconds(10))
            #expect(await receiver.next() == ["requests:3|c\nlatency:20|ms\n"])
            try await clock.waitForSleepers(1)
            requests.increment(by: 4)
            clock.advance(by: .seconds(10))
            #expect(await receiver.next() == ["requests:4|c\n"])
            // Go kit loses these.
            requests.increment(by: 5)
        }
        #expect(await receiver.next() == ["requests:5|c\n"])
        #expect(log.entries.isEmpty)
        try await receiver.close()
    }

    /// Whatever the configuration of the registry says: `ms` means milliseconds.
    @Test func timersAreInMilliseconds() async throws {
        let receiver = try await Receiver.udp()
        let metrics = metrics(receiver) { $0.registry = MetricsRegistry.Configuration { $0.distribution = .samples() } }
        try await running(metrics) { Timer(label: "t", factory: metrics).recordSeconds(2) }
        #expect(await receiver.next() == ["t:2000|ms\n"])
        try await receiver.close()
    }

    @Test func oneMetricHasARateOfItsOwn() async throws {
        let receiver = try await Receiver.udp()
        let metrics = metrics(receiver, .dogStatsD)
        metrics.registry.describe("sampled", distribution: .samples(rate: 0.5))
        try await running(metrics) {
            let sampled = Recorder(label: "sampled", factory: metrics)
            for _ in 0..<40 { sampled.record(1) }
            Recorder(label: "other", factory: metrics).record(1)
        }
        let lines = await receiver.next()[0].split(separator: "\n")
        #expect(lines.count { $0 == "other:1|h" } == 1)
        #expect((1..<40).contains(lines.count { $0 == "sampled:1|h|@0.5" }))
        #expect(lines.allSatisfy { $0 == "other:1|h" || $0 == "sampled:1|h|@0.5" })
        try await receiver.close()
    }

    @Test func eventsAndServiceChecksGoWithTheMetrics() async throws {
        let receiver = try await Receiver.udp()
        let metrics = metrics(receiver, .dogStatsD) {
            $0.registry.globalLabels = [MetricLabel(name: "env", value: "test")]
        }
        try await running(metrics) {
            Counter(label: "c", factory: metrics).increment()
            #expect(metrics.report(DogStatsDEvent("Deployed", text: "1.4.2", alertType: .success)))
            #expect(metrics.report(DogStatsDServiceCheck("db", .critical, message: "away")))
        }
        #expect(
            await receiver.next() == [
                """
                c:1|c|#env:test
                _e{8,5}:Deployed|1.4.2|d:1700000000|t:success|#env:test
                _sc|db|2|d:1700000000|#env:test|m:away

                """
            ]
        )
        try await receiver.close()
    }

    @Test func reportsAreBounded() async throws {
        let receiver = try await Receiver.udp()
        let metrics = metrics(receiver, .dogStatsD) { $0.maximumReports = 2 }
        #expect(!metrics.report(DogStatsDEvent("long", text: String(repeating: "a", count: 2_000))))
        #expect(metrics.report(DogStatsDEvent("1")))
        #expect(metrics.report(DogStatsDServiceCheck("2", .ok)))
        #expect(!metrics.report(DogStatsDEvent("3")))
        #expect(counts.total("martlet_statsd_dropped", MetricLabel(name: "reason", value: "queue_full")) == 1)
        #expect(counts.total("martlet_statsd_dropped", MetricLabel(name: "reason", value: "too_long")) == 1)
        let plain = self.metrics(receiver, .statsD)
        #expect(!plain.report(DogStatsDEvent("1")))
        #expect(counts.total("martlet_statsd_dropped", MetricLabel(name: "reason", value: "unsupported")) == 1)
        try await receiver.close()
    }

    /// Counted each time, warned about when it begins.
    @Test func lossesAreCounted() async throws {
        let receiver = try await Receiver.udp()
        let metrics = metrics(receiver) {
            $0.maximumDatagramBytes = 20
            $0.registry.distribution = .samples(limit: 2)
        }
        let clock = clock
        try await running(metrics) {
            let recorder = Recorder(label: "r", factory: metrics)
            for _ in 0..<2 {
                try await clock.waitForSleepers(1)
                Counter(label: "a_name_of_20_bytes_ok", factory: metrics).increment()
                Meter(label: "nan", factory: metrics).set(Double.nan)
                for _ in 0..<5 { recorder.record(1) }
                clock.advance(by: .seconds(10))
                #expect(await receiver.next() == ["r:1|ms|@0.4\n"])
                #expect(await receiver.next() == ["r:1|ms|@0.4\n"])
            }
        }
        #expect(counts.total("martlet_statsd_dropped", MetricLabel(name: "reason", value: "too_long")) == 2)
        #expect(counts.total("martlet_statsd_dropped", MetricLabel(name: "reason", value: "not_finite")) == 2)
        #expect(counts.total("martlet_statsd_dropped", MetricLabel(name: "reason", value: "samples")) == 6)
        #expect(log.entries.count == 1)
        #expect(log.entries.first?.level == .warning)
        try await receiver.close()
    }

    @Test func endsAtOnceWhenItIsCancelled() async throws {
        let receiver = try await Receiver.udp()
        let metrics = metrics(receiver)
        // unstructured: the test cancels it.
        let task = Task { try await metrics.run() }
        try await clock.waitForSleepers(1)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await receiver.close()
    }

    @Test func isNamedInTheLogOfAGroup() async throws {
        let receiver = try await Receiver.udp()
        #expect(metrics(receiver).description == "StatsD metrics")
        try await receiver.close()
    }
}
