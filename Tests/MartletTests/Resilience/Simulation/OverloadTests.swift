import Testing

@testable import Martlet

/// A service that is asked for three times what it can do, for half a minute.
///
/// It can do 200 calls a second: ten workers, 50 milliseconds a call on average. Callers wait for half a second; what
/// comes later is of no use, yet the work was done. Without a limit the queue in front of the workers has none either.
struct Overload {
    struct Summary: Equatable {
        /// Calls that were answered in time, a second, while there were 600 calls a second.
        var goodput: Double
        /// How long calls took that were let in.
        var median: Duration
        var p99: Duration
        /// From the end of the overload until the first second of which 95 % of the calls are answered in time; `nil`
        /// when there was none within 40 seconds.
        var recovery: Duration?
    }

    private static let capacity = 200.0
    private static let overload = Duration.seconds(10)..<Duration.seconds(40)
    private static let end = Duration.seconds(80)
    private static let patience = Duration.milliseconds(500)

    private final class World {
        let simulation: Simulation
        let workers = SimulatedWorkers(10)
        var limit: AdaptiveAdmission<Void>?
        /// By the second in which the call was made.
        var made = [Int](repeating: 0, count: 80)
        var inTime = [Int](repeating: 0, count: 80)
        var times: [Duration] = []

        init(initialLimit: Int?, seed: UInt64) {
            simulation = Simulation(seed: seed)
            guard let initialLimit else { return }
            let algorithm = AdaptiveConcurrency.Algorithm.gradient().makeLimit(initial: initialLimit, bounds: 1...1_000)
            limit = AdaptiveAdmission(algorithm, maximumWaiting: 0)
        }

        func call() {
            let start = simulation.elapsed
            let timestamp: Timestamp = simulation.now()
            let second = Int(start.components.seconds)
            made[second] += 1
            guard limit?.tryAcquire() ?? true else { return }
            _ = workers.offer { [self] done in
                simulation.after(simulation.random.exponential(mean: .milliseconds(50))) { [self] in
                    let time = simulation.elapsed - start
                    if time <= Overload.patience { inTime[second] += 1 }
                    if Overload.overload.contains(start) { times.append(time) }
                    let didDrop = time > Overload.patience
                    _ = limit?.finish(from: timestamp, to: simulation.now(), didDrop: didDrop)
                    done()
                }
            }
        }
    }

    /// - Parameter initialLimit: The limit before anything is known; `nil` for no limit at all.
    static func run(initialLimit: Int?, seed: UInt64) -> Summary {
        let world = World(initialLimit: initialLimit, seed: seed)
        let simulation = world.simulation
        simulation.arrivals(perSecond: 0.7 * capacity, during: .zero..<overload.lowerBound) { world.call() }
        simulation.arrivals(perSecond: 3 * capacity, during: overload) { world.call() }
        simulation.arrivals(perSecond: 0.7 * capacity, during: overload.upperBound..<end) { world.call() }
        simulation.run()
        let times = Percentiles(world.times)
        let recovered = (40..<80).first { world.inTime[$0] * 100 >= world.made[$0] * 95 }
        return Summary(
            goodput: Double(world.inTime[10..<40].reduce(0, +)) / 30,
            median: times[50],
            p99: times[99],
            recovery: recovered.map { .seconds($0) - overload.upperBound }
        )
    }
}

@Suite struct OverloadSimulationTests {
    @Test(arguments: [1, 2]) func anAdaptiveLimitKeepsTheGoodput(_ seed: UInt64) throws {
        let without = Overload.run(initialLimit: nil, seed: seed)
        let with = Overload.run(initialLimit: 20, seed: seed)
        report("overload, seed \(seed), no limit", without)
        report("overload, seed \(seed), adaptive limit", with)

        // The queue grows until nobody waits any more for what comes out of it.
        #expect(without.goodput < 20)
        #expect(without.recovery == nil)

        #expect(with.goodput > 160)
        #expect(with.goodput > 2 * without.goodput)
        #expect(with.p99 < .milliseconds(500))
        #expect(with.p99 < without.p99 / 20)
        #expect(try #require(with.recovery) <= .seconds(2))
    }

    /// Ten times what is right, so that it has to come down first.
    @Test func aLimitThatBeginsTooHigh() {
        let with = Overload.run(initialLimit: 100, seed: 1)
        report("overload, adaptive limit that begins at 100", with)
        #expect(with.goodput > 140)
        #expect(with.p99 < .seconds(1))
    }
}
