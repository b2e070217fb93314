import MartletDiscovery
import MartletTesting
import Testing

/// What the article "Balancing" says of balancers, and that the model is right where it can be computed.
struct BalancerSimulationTests {
    private func simulation(_ instances: Int, _ scenario: SimulationScenario) -> BalancerSimulation {
        var simulation = BalancerSimulation(instances: instances, scenario: scenario)
        simulation.duration = .seconds(30)
        return simulation
    }

    @Test func sameSeedSameResult() {
        let simulation = simulation(10, .slowMiddle)
        let (first, second) = (simulation.run(.peakEWMA), simulation.run(.peakEWMA))
        #expect(first.calls == second.calls && first.p50 == second.p50 && first.p99 == second.p99)
        #expect(first.loadDeviation == second.loadDeviation && first.affectedLoad == second.affectedLoad)
        var other = simulation
        other.seed = 2
        #expect(other.run(.peakEWMA).p50 != first.p50)
    }

    /// 10 instances of 2 workers at a half of 10 calls a second each: 100 calls a second for 30 s.
    @Test func callsAreAsManyAsTheUtilizationSays() {
        let result = simulation(10, .steady).run(.roundRobin)
        #expect(abs(result.calls - 3_000) < 250)
        #expect(result.failures == 0)
        #expect(result.affectedLoad == nil)
    }

    /// With next to no load there is no queue: the median of the log-normal service time is the mean by e^(σ²/2).
    @Test func withoutLoadThereIsOnlyServiceTime() {
        var simulation = simulation(10, .steady)
        simulation.utilization = 0.02
        simulation.duration = .seconds(600)
        let result = simulation.run(.roundRobin)
        #expect(abs(result.p50 / .milliseconds(88.25) - 1) < 0.05)
        // The 99th percentile is the median times e^(2.326 σ).
        #expect(abs(result.p99 / .milliseconds(282.4) - 1) < 0.12)
    }

    @Test func roundRobinSpreadsEvenlyAndRandomDoesNot() {
        let simulation = simulation(100, .steady)
        let (even, uneven) = (simulation.run(.roundRobin), simulation.run(.random))
        #expect(even.loadDeviation < 0.03)
        // Poisson: one by the root of 300 calls.
        #expect(0.045...0.07 ~= uneven.loadDeviation, "\(uneven.loadDeviation)")
        #expect(even.maximumLoad < uneven.maximumLoad)
    }

    @Test(arguments: [SimulationScenario.oneSlow, .slowMiddle])
    func peakEWMAAvoidsTheSlow(scenario: SimulationScenario) {
        let simulation = simulation(10, scenario)
        let (naive, aware) = (simulation.run(.roundRobin), simulation.run(.peakEWMA))
        #expect(aware.p99 * 1.5 < naive.p99, "\(aware.p99) \(naive.p99)")
        #expect(aware.failureRate * 3 < naive.failureRate, "\(aware.failureRate) \(naive.failureRate)")
        #expect((aware.affectedLoad ?? 1) < 0.5, "\(aware.affectedLoad ?? -1)")
        #expect(0.9...1.1 ~= naive.affectedLoad ?? 0)
    }

    @Test func leastPendingAvoidsTheSlow() {
        let simulation = simulation(10, .oneSlow)
        let (naive, aware) = (simulation.run(.roundRobin), simulation.run(.leastPending))
        #expect(aware.failureRate * 2 < naive.failureRate, "\(aware.failureRate) \(naive.failureRate)")
    }

    /// An instance that fails fast looks idle to a count of calls, and fast to an average that takes errors for answers.
    @Test(arguments: [SimulationScenario.temporaryFailure, .permanentFailure])
    func fastErrorsAttractNothing(scenario: SimulationScenario) {
        var simulation = simulation(20, scenario)
        simulation.duration = .seconds(60)
        let (naive, aware) = (simulation.run(.leastPending), simulation.run(.peakEWMA))
        #expect((naive.affectedLoad ?? 0) > 1, "\(naive.affectedLoad ?? -1)")
        #expect((aware.affectedLoad ?? 1) < 0.25, "\(aware.affectedLoad ?? -1)")
        #expect(aware.failureRate * 4 < naive.failureRate, "\(aware.failureRate) \(naive.failureRate)")
    }

    /// Who was away comes back: it is called again when it works again.
    @Test func recoveryIsSeen() {
        var simulation = BalancerSimulation(
            instances: 10,
            scenario: SimulationScenario("early failure", affects: .share(0.1)) { time, _ in
                time < .seconds(10) ? .failing : .normal
            }
        )
        simulation.clients = 1
        simulation.duration = .seconds(400)
        let result = simulation.run(.peakEWMA)
        #expect(result.failureRate < 0.002)
        // If it were never called again, the deviation were a third.
        #expect(result.loadDeviation < 0.15, "\(result.loadDeviation)")
    }

    @Test func coldInstancesAreNotOverrun() {
        let simulation = simulation(20, .coldStart)
        let (naive, aware) = (simulation.run(.roundRobin), simulation.run(.peakEWMA))
        #expect((aware.affectedLoad ?? 1) < 0.6, "\(aware.affectedLoad ?? -1)")
        #expect(aware.failureRate <= naive.failureRate)
    }

    @Test func weightsDecideTheLoad() {
        var simulation = simulation(10, .steady)
        simulation.utilization = 0.2
        simulation.weight = { $0 < 5 ? 1 : 3 }
        // Half of them have half the mean, half one and a half of it.
        #expect(abs(simulation.run(.weighted).loadDeviation - 0.5) < 0.03)
        #expect(simulation.run(.roundRobin).loadDeviation < 0.05)
    }

    @Test func clientsMayHaveSubsets() {
        var simulation = simulation(100, .steady)
        simulation.clients = 20
        let result = simulation.run { .subset(10, of: "client-\($0)", then: .roundRobin) }
        #expect(result.failures < result.calls / 5)
        #expect(result.maximumLoad > 1.2)
    }

    /// What a test of a user's own balancer does.
    @Test func ownLoadsAndMoments() {
        let instances = ["a", "b"].map { BalancedInstance(Instance(host: $0, port: 1)) }
        let picker = PeakEWMA().picker(for: instances, replacing: nil)
        for (instance, latency) in zip(instances, [500, 20]) {
            instance.load.begin(at: .zero)
            instance.load.end(began: .zero, at: .milliseconds(latency))
        }
        let random = BalancerRandom(seed: 1)
        #expect(picker.pick(for: BalancerCall(random: random, at: .seconds(1))) == 1)
        for _ in 0..<6 {
            instances[1].load.begin(at: .seconds(1))
            instances[1].load.end(began: .seconds(1), at: .milliseconds(1_001), isFailure: true)
        }
        #expect(picker.pick(for: BalancerCall(random: random, at: .seconds(2))) == 0)
    }

    @Test func oddSettingsDoNoHarm() {
        var simulation = BalancerSimulation(instances: -5, scenario: .coldStart)
        simulation.clients = 0
        simulation.workers = 0
        simulation.utilization = 0
        simulation.duration = .seconds(1)
        simulation.serviceTime = .zero
        #expect(simulation.run(.random).calls >= 0)
        simulation.duration = .zero
        #expect(simulation.run(.peakEWMA).p99 == .zero)
    }
}
