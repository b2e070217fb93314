import Testing

@testable import Martlet

/// A service of which half the calls need a dependency that hangs for half a minute.
///
/// The service has 50 workers and gets 200 calls a second: 100 need 5 milliseconds and nothing else, 100 call a
/// dependency that usually takes 20 milliseconds. While that hangs, each call to it ends after a second with a timeout,
/// and holds its worker so long. Callers of the service wait for a second at most, of which the service knows nothing.
struct SlowDependency {
    /// Of the time while the dependency hung.
    struct Summary: Equatable {
        /// Which part of the calls that do not need the dependency was answered in time.
        var otherSuccess: Double
        /// How long their callers waited: a second for those that were not answered in time.
        var otherMedian: Duration
        var otherP99: Duration
        /// How long the callers of calls that failed waited, in all.
        var wasted: Duration
        /// Calls that reached the dependency.
        var dependencyCalls: Int
        /// From the moment at which the dependency is well until a call that needs it and was made after that succeeds.
        var recovery: Duration?
    }

    private static let end = Duration.seconds(60)
    private static let patience = Duration.seconds(1)

    private final class World {
        let simulation: Simulation
        /// It ends at a random moment, since a breaker looks every five seconds only.
        let hang: Range<Duration>
        let workers = SimulatedWorkers(50, queueLimit: 500)
        var breaker: BreakerStateMachine?
        var otherTimes: [Duration] = []
        var otherInTime = 0
        var wasted = Duration.zero
        var dependencyCalls = 0
        var recoveredAt: Duration?

        init(_ policy: CircuitBreaker.Policy?, seed: UInt64) {
            simulation = Simulation(seed: seed)
            hang = .seconds(10)..<(.seconds(37) + .seconds(6) * simulation.random.unit())
            guard let policy else { return }
            breaker = BreakerStateMachine(policy, openFor: .init(.seconds(5)), probes: 1, unit: 0)
        }

        var hangs: Bool { hang.contains(simulation.elapsed) }

        /// A call of the service that needs nothing else.
        func callOther() {
            let (start, counts) = (simulation.elapsed, hangs)
            let hasRoom = workers.offer { [self] done in
                simulation.after(.milliseconds(5)) { [self] in
                    if counts { countOther(isAnswered: true, since: start) }
                    done()
                }
            }
            if !hasRoom, counts { countOther(isAnswered: false, since: start) }
        }

        private func countOther(isAnswered: Bool, since start: Duration) {
            let time = simulation.elapsed - start
            let isInTime = isAnswered && time <= SlowDependency.patience
            otherTimes.append(isInTime ? time : SlowDependency.patience)
            if isInTime { otherInTime += 1 }
            if !isInTime, isAnswered { wasted += SlowDependency.patience }
        }

        /// A call of the service that calls the dependency.
        func callDependent() {
            let (start, counts) = (simulation.elapsed, hangs)
            _ = workers.offer { [self] done in
                callDependency { [self] isSuccess in
                    if isSuccess, start >= hang.upperBound { recoveredAt = recoveredAt ?? simulation.elapsed }
                    if counts, !isSuccess { wasted += min(simulation.elapsed - start, SlowDependency.patience) }
                    done()
                }
            }
        }

        private func callDependency(_ completion: @escaping (Bool) -> Void) {
            var admission: BreakerAdmission?
            if let decision = breaker?.admit(at: simulation.now(), unit: 0).decision {
                guard case .admitted(let admitted) = decision else { return completion(false) }
                admission = admitted
            }
            let hangs = hangs
            if hangs { dependencyCalls += 1 }
            let time = simulation.random.logNormal(median: .milliseconds(20), sigma: 0.5)
            simulation.after(hangs ? SlowDependency.patience : time) { [self] in
                if let admission {
                    _ = breaker?.record(hangs ? .failure : .success, of: admission, at: simulation.now())
                }
                completion(!hangs)
            }
        }
    }

    static func run(breaker policy: CircuitBreaker.Policy?, seed: UInt64) -> Summary {
        let world = World(policy, seed: seed)
        let simulation = world.simulation
        simulation.arrivals(perSecond: 100, during: .zero..<end) { world.callOther() }
        simulation.arrivals(perSecond: 100, during: .zero..<end) { world.callDependent() }
        simulation.run()
        let times = Percentiles(world.otherTimes)
        return Summary(
            otherSuccess: Double(world.otherInTime) / Double(times.count),
            otherMedian: times[50],
            otherP99: times[99],
            wasted: world.wasted,
            dependencyCalls: world.dependencyCalls,
            recovery: world.recoveredAt.map { $0 - world.hang.upperBound }
        )
    }
}

@Suite struct SlowDependencySimulationTests {
    @Test(arguments: [1, 2]) func aBreakerKeepsTheRestOfTheServiceWell(_ seed: UInt64) throws {
        let without = SlowDependency.run(breaker: nil, seed: seed)
        let with = SlowDependency.run(breaker: .consecutiveFailures(5), seed: seed)
        let ratio = SlowDependency.run(breaker: .failureRatio(0.5), seed: seed)
        report("slow dependency, seed \(seed), no breaker", without)
        report("slow dependency, seed \(seed), consecutive failures", with)
        report("slow dependency, seed \(seed), failure ratio", ratio)

        // All workers wait for the dependency, and the calls that do not need it wait for a worker.
        #expect(without.otherSuccess < 0.2)
        #expect(without.otherMedian == .seconds(1))

        #expect(with.otherSuccess > 0.98)
        #expect(with.otherMedian < .milliseconds(10))
        #expect(with.otherP99 < .milliseconds(700))
        #expect(with.wasted < without.wasted / 10)
        #expect(with.dependencyCalls < without.dependencyCalls / 10)

        // A window of ten seconds has to fill with failures before half of its calls have failed.
        #expect(ratio.otherSuccess > 0.7)
        #expect(ratio.otherSuccess < with.otherSuccess)

        // The price: nobody looks before the breaker lets a probe through, and the one before may have just failed.
        #expect(try #require(without.recovery) < .seconds(1.5))
        #expect(try #require(with.recovery) < .seconds(6.5))
        #expect(try #require(ratio.recovery) < .seconds(6.5))
    }
}
