import CoreMetrics
import MartletTesting
import Synchronization
import Testing

@testable import Martlet
@testable import MartletDiscovery

/// What happens while a generation is made, and when none is.
@Suite(.timeLimit(.minutes(1))) struct PoolGenerationTests {
    private struct Watched: Balancer {
        let journal: PoolJournal
        let interruption: Interruption

        func picker(for instances: [BalancedInstance], replacing previous: Picker?) -> Picker {
            journal.add("picker")
            interruption.run()
            return Picker()
        }

        struct Picker: BalancerPicker {
            func pick(for call: BalancerCall) -> Int { 0 }
        }
    }

    private let journal = PoolJournal()
    private let interruption = Interruption()
    private let clock = ManualClock()
    private let instances = Instances(id: "test", cleanup: Cleanup())

    private func pool(_ metrics: (any MetricsFactory)? = nil) -> InstancePool<Int, Int, Watched> {
        InstancePool(
            "where",
            instances,
            Watched(journal: journal, interruption: interruption),
            nil,
            BalancingOptions(),
            metrics,
            nil,
            BalancerRandom(seed: 1),
            clock,
            closed: { [journal] instance in
                if instance.host == "late" { journal.add("open late") }
                return PooledEndpoint(Endpoint<Int, Int>("where") { $0 }) { journal.add("close \(instance.host)") }
            }
        )
    }

    private func tell(_ host: String) {
        instances.publish(Resolution(Snapshot([Instance(host: host, port: 1)])))
    }

    @Test func anInstanceIsCalledUntilTheGenerationWithoutItIsThere() throws {
        let pool = pool()
        tell("a")
        _ = try pool.pick(nil, at: MonotonicClock(clock).timestamp)
        interruption.set { [clock, journal] in
            let picked = try? pool.pick(nil, at: MonotonicClock(clock).timestamp)
            journal.add(picked?.0.record.id ?? "none")
        }
        tell("b")
        #expect(journal.all == ["picker", "picker", "a:1"])
        #expect(try pool.pick(nil, at: MonotonicClock(clock).timestamp).0.record.id == "b:1")
    }

    @Test func aLookThatFindsNothingMakesNoPicker() throws {
        let pool = pool()
        tell("a")
        let moment = { MonotonicClock(clock).timestamp }
        for _ in 0..<5 {
            clock.advance(by: .seconds(11))
            #expect(moment().nanoseconds >= pool.nextEvent.load(ordering: .relaxed))
            _ = try pool.pick(nil, at: moment())
            #expect(moment().nanoseconds < pool.nextEvent.load(ordering: .relaxed))
        }
        #expect(journal.all == ["picker"])
    }

    /// A call that has picked an instance before the end, and opens it after.
    @Test func nothingIsOpenedOnceTheDiscoveryEnds() {
        let pool = pool()
        instances.cleanup?.finish()
        let instance = PooledInstance<Int, Int>(InstanceRecord(id: "late", threshold: nil))
        let connection = pool.open(
            instance,
            to: Instance(host: "late", port: 1),
            at: MonotonicClock(clock).timestamp
        )
        #expect(throws: Status.self) { try connection.get() }
        #expect(!journal.all.contains("open late"))
    }

    // MARK: Metrics

    private final class Curious: MeterHandler, MetricsFactory {
        let interruption = Interruption()

        func set(_ value: Int64) { interruption.run() }
        func set(_ value: Double) { interruption.run() }
        func increment(by: Double) {}
        func decrement(by: Double) {}

        func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { self }
        func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
            NOOPMetricsHandler.instance
        }
        func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
            NOOPMetricsHandler.instance
        }
        func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
            NOOPMetricsHandler.instance
        }
        func destroyMeter(_ handler: any MeterHandler) {}
        func destroyCounter(_ handler: any CounterHandler) {}
        func destroyRecorder(_ handler: any RecorderHandler) {}
        func destroyTimer(_ handler: any TimerHandler) {}
    }

    /// Metrics are anybody's code, which may call.
    @Test func noLockIsHeldForMetrics() {
        let metrics = Curious()
        let pool = pool(metrics)
        tell("a")
        metrics.interruption.set { [clock, journal] in
            // The lock of the state, which opening takes, too.
            let picked = try? pool.pick(nil, at: MonotonicClock(clock).timestamp)
            journal.add(picked?.0.record.id ?? "none")
        }
        tell("b")
        // It has never been opened, and has left already.
        #expect(journal.all == ["picker", "none", "picker"])
    }
}
