import CoreMetrics
import ExporterTesting
import InMemoryLogging
import Logging
import MartletMetrics
import MartletTesting
import RealServers
import Testing

@testable import MartletGraphite

/// The exporter as a service, against a receiver of our own and a clock that is moved.
@Suite(.timeLimit(.minutes(1))) struct GraphiteMetricsTests {
    private let clock = ManualClock()
    private let counts = MetricsRegistry()
    private let log = InMemoryLogHandler()

    private func metrics(
        to address: GraphiteAddress,
        _ change: (inout GraphiteMetrics.Configuration) -> Void = { _ in }
    ) -> GraphiteMetrics {
        var configuration = GraphiteMetrics.Configuration()
        configuration.push.metrics = counts
        configuration.push.wallClock = { 1_700_000_000_900_000_000 }
        // The clock is moved while the last bytes may still be under way, which is no time-out.
        configuration.push.sendTimeout = .seconds(86_400)
        configuration.push.random = { 0.5 }
        change(&configuration)
        return GraphiteMetrics(
            to: address,
            every: .seconds(10),
            configuration: configuration,
            logger: Logger(label: "test") { _ in log },
            clock: clock
        )
    }

    @Test func everyIntervalAndTheLastOne() async throws {
        let receiver = try await Receiver.tcp()
        let metrics = metrics(to: .tcp("127.0.0.1", port: receiver.port))
        let clock = clock
        try await running(metrics) {
            let requests = Counter(label: "requests", factory: metrics)
            for number in 3...4 {
                try await clock.waitForSleepers(1)
                requests.increment(by: number)
                clock.advance(by: .seconds(10))
                #expect(await receiver.next() == ["requests \(number) 1700000000\n"])
            }
            // Go kit loses these.
            requests.increment(by: 5)
        }
        #expect(await receiver.next() == ["requests 5 1700000000\n"])
        #expect(log.entries.isEmpty)
        try await receiver.close()
    }

    @Test func datagrams() async throws {
        let receiver = try await Receiver.udp()
        let metrics = metrics(to: .udp("127.0.0.1", port: receiver.port)) { $0.maximumDatagramBytes = 40 }
        try await running(metrics) {
            for name in ["a", "b", "c"] { Counter(label: name, factory: metrics).increment() }
        }
        #expect(await receiver.next(2) == ["a 1 1700000000\nb 1 1700000000\n", "c 1 1700000000\n"])
        try await receiver.close()
    }

    /// Nobody is there at first: points wait, and are sent with the time at which they were taken.
    @Test func pointsWait() async throws {
        let free = try await Receiver.tcp()
        let port = free.port
        try await free.close()
        let metrics = metrics(to: .tcp("127.0.0.1", port: port))
        let (clock, log) = (clock, log)
        try await running(metrics) {
            let requests = Counter(label: "requests", factory: metrics)
            try await clock.waitForSleepers(1)
            requests.increment()
            clock.advance(by: .seconds(10))
            try await eventually("it has failed") { !log.entries.isEmpty }
            let receiver = try await Receiver.tcp(port: port)
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(1))
            #expect(await receiver.next() == ["requests 1 1700000000\n"])
            try await receiver.close()
        }
        #expect(log.entries.first?.level == .warning)
    }

    @Test func lossesAreCountedAndWarnedAboutOnce() async throws {
        let receiver = try await Receiver.tcp()
        let metrics = metrics(to: .tcp("127.0.0.1", port: receiver.port))
        let clock = clock
        try await running(metrics) {
            Meter(label: "nan", factory: metrics).set(Double.nan)
            Meter(label: "a", factory: metrics).set(1)
            for _ in 0..<2 {
                try await clock.waitForSleepers(1)
                clock.advance(by: .seconds(10))
                #expect(await receiver.next() == ["a 1 1700000000\n"])
            }
        }
        // The last interval, too.
        #expect(counts.total("martlet_graphite_dropped", MetricLabel(name: "reason", value: "not_finite")) == 3)
        #expect(log.entries.count == 1)
        try await receiver.close()
    }

    @Test func endsAtOnceWhenItIsCancelled() async throws {
        let metrics = metrics(to: .tcp("127.0.0.1", port: 1))
        // unstructured: the test cancels it.
        let task = Task { try await metrics.run() }
        try await clock.waitForSleepers(1)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(metrics.description == "Graphite metrics")
    }
}
