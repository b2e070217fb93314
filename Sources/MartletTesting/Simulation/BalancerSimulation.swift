public import MartletDiscovery

/// Drives balancers through bad days in virtual time: what would they do to latency, to errors and to the spread of load?
///
/// ```swift
/// let simulation = BalancerSimulation(instances: 100, scenario: .oneSlow)
/// let result = simulation.run(MyBalancer())
/// #expect(result.p99 < simulation.run(.roundRobin).p99 / 2)
/// ```
///
/// It runs the balancer that ships, with the loads that calls write to, on one thread and without a clock: the same seed
/// gives the same result, and half an hour of a thousand instances takes seconds.
///
/// The model: calls arrive at random times (Poisson) at clients, each of which has a picker and loads of its own, as
/// processes have. An instance works on ``workers`` calls at a time, first in, first out, and each takes a random time
/// (log-normal, sigma 0.5) around ``serviceTime``. A caller waits for ``timeout`` and then counts a failure; what no caller
/// waits for any more is not begun. There are no retries, and nothing takes instances out: the balancer is alone.
public struct BalancerSimulation: Sendable {
    /// How many instances there are, at least 1.
    public var instances: Int

    /// What goes wrong.
    public var scenario: SimulationScenario

    /// How many clients there are, at least 1.
    public var clients = 10

    /// How long it lasts.
    public var duration = Duration.seconds(60)

    /// The part of the instances' capacity that the calls need when nothing goes wrong, above 0.
    public var utilization = 0.5

    /// How many calls an instance works on at a time, at least 1.
    public var workers = 2

    /// The mean time that a call takes when it does not wait.
    public var serviceTime = Duration.milliseconds(100)

    /// How long a caller waits.
    public var timeout = Duration.seconds(2)

    /// Decides all random numbers.
    public var seed: UInt64 = 1

    /// The weight of an instance by its number; 1 for all by default. It has nothing to do with how fast the instance is.
    public var weight: @Sendable (_ number: Int) -> Int = { _ in 1 }

    /// Makes a simulation; everything else has a value that can be changed.
    ///
    /// - Parameters:
    ///   - instances: How many instances there are, at least 1.
    ///   - scenario: What goes wrong.
    public init(instances: Int, scenario: SimulationScenario = .steady) {
        self.instances = max(1, instances)
        self.scenario = scenario
    }

    /// Runs it.
    ///
    /// - Parameter balancer: The policy that all clients have.
    /// - Returns: What has come of it.
    public func run(_ balancer: some Balancer) -> SimulationResult {
        run { _ in balancer }
    }

    /// Runs it with a policy for each client, as `Subset` needs it.
    ///
    /// - Parameter balancer: The policy of a client, by its number.
    /// - Returns: What has come of it.
    public func run<B: Balancer>(_ balancer: (_ client: Int) -> B) -> SimulationResult {
        var run = SimulationRun(self, (0..<max(1, clients)).map(balancer))
        return run.run()
    }
}
