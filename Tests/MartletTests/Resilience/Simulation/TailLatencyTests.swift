import Testing

@testable import Martlet

/// Twenty instances of a service that are quick but for one call in fifty.
///
/// A call takes ten milliseconds as a rule (log-normal), and one in fifty twenty times as long: a pause of the
/// collector, a slow disk. Each instance does four calls at a time, has a queue for more, and is busy a third of the
/// time. An attempt goes to an instance at random, and what slows down one attempt does not slow down the other.
struct TailLatency {
    struct Summary: Equatable {
        var p50: Duration
        var p99: Duration
        var p999: Duration
        /// Attempts beyond the first, in percent of the calls.
        var extraLoad: Double
    }

    struct Options {
        var isHedged: Bool
        /// Whether an attempt that lost frees its worker, or leaves its queue, at once.
        var losersEnd = true
        var seed: UInt64
    }

    private final class Attempt {
        var isCancelled = false
        /// Frees the worker of an attempt that runs.
        var release: (() -> Void)?
    }

    private final class Call {
        let start: Duration
        var isOver = false
        var race = HedgeRace(maximumAttempts: 2)
        var attempts: [Attempt] = []

        init(start: Duration) {
            self.start = start
        }
    }

    private final class World {
        let simulation: Simulation
        let instances = (0..<20).map { _ in SimulatedWorkers(4) }
        let losersEnd: Bool
        var pace: HedgePace?
        var budget: RetryWindow
        var calls = 0
        var hedges = 0
        var times: [Duration] = []

        init(_ options: Options) {
            simulation = Simulation(seed: options.seed)
            losersEnd = options.losersEnd
            // That of `.percent(20)`, which is the default.
            budget = RetryWindow(ratio: 0.2, reserve: 10, window: .seconds(10), start: simulation.now())
            guard options.isHedged else { return }
            let limits = Duration.milliseconds(1)...Duration.seconds(1)
            pace = HedgePace(percentile: 0.95, limits: limits, window: .seconds(30), start: simulation.now())
        }

        func callService() {
            calls += 1
            let call = Call(start: simulation.elapsed)
            attempt(call)
            guard let pace else { return }
            simulation.after(pace.delay) { [self] in
                guard !call.isOver, call.race.mayHedge, budget.withdraw(calls: calls, at: simulation.now()) else {
                    return
                }
                _ = call.race.hedge()
                hedges += 1
                attempt(call)
            }
        }

        private func attempt(_ call: Call) {
            let attempt = Attempt()
            call.attempts.append(attempt)
            let instance = Int(simulation.random.unit() * Double(instances.count))
            let isSlow = simulation.random.unit() < 0.02
            let time = simulation.random.logNormal(median: .milliseconds(10), sigma: 0.4) * (isSlow ? 20 : 1)
            _ = instances[instance].offer { [self] done in
                guard !attempt.isCancelled else { return done() }
                attempt.release = done
                simulation.after(time) { [self] in
                    guard !attempt.isCancelled else { return }
                    attempt.isCancelled = true
                    done()
                    end(call)
                }
            }
        }

        private func end(_ call: Call) {
            guard !call.isOver else { return }
            call.isOver = true
            let time = simulation.elapsed - call.start
            times.append(time)
            pace?.record(time, at: simulation.now())
            guard losersEnd else { return }
            for loser in call.attempts where !loser.isCancelled {
                loser.isCancelled = true
                loser.release?()
            }
        }
    }

    static func run(_ options: Options) -> Summary {
        let world = World(options)
        // A call takes 15 ms on average: 20 * 4 / 0.015 = 5,300 a second are all that the instances can do.
        world.simulation.arrivals(perSecond: 1_800, during: .zero..<(.seconds(10))) { world.callService() }
        world.simulation.run()
        let times = Percentiles(world.times)
        return Summary(
            p50: times[50],
            p99: times[99],
            p999: times[99.9],
            extraLoad: 100 * Double(world.hedges) / Double(world.calls)
        )
    }
}

@Suite struct TailLatencySimulationTests {
    @Test(arguments: [1, 2]) func hedgingCutsTheTail(_ seed: UInt64) {
        let without = TailLatency.run(.init(isHedged: false, seed: seed))
        let with = TailLatency.run(.init(isHedged: true, seed: seed))
        report("tail latency, seed \(seed), no hedging", without)
        report("tail latency, seed \(seed), hedging at the 95th percentile", with)
        #expect(without.extraLoad == 0)
        #expect(with.p99 < without.p99 / 3)
        #expect(with.p999 < without.p999 / 3)
        #expect(with.p50 < without.p50 * 1.1)
        // What is above the 95th percentile, and no more.
        #expect((3..<8).contains(with.extraLoad))
    }

    /// The peer need not notice the cancellation for it to work, as long as there is room.
    @Test func losersThatGoOn() {
        let without = TailLatency.run(.init(isHedged: false, seed: 1))
        let with = TailLatency.run(.init(isHedged: true, losersEnd: false, seed: 1))
        report("tail latency, hedging, losers go on", with)
        #expect(with.p99 < without.p99 / 3)
        #expect((3..<8).contains(with.extraLoad))
    }
}
