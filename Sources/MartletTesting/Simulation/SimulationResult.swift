/// What a ``BalancerSimulation`` has found.
public struct SimulationResult: Sendable {
    /// How many calls there were.
    public let calls: Int

    /// How many of them failed: the instance answered with an error, or not in time.
    public let failures: Int

    /// The latency that half of the calls did not exceed. A call that failed counts as one of the timeout, however fast the
    /// error was.
    public let p50: Duration

    /// The latency that 99 of 100 calls did not exceed; a call that failed counts as one of the timeout.
    public let p99: Duration

    /// The calls of the instance with the most of them, by the mean over the instances that were there all the time.
    public let maximumLoad: Double

    /// The standard deviation of these instances' calls, by the mean.
    public let loadDeviation: Double

    /// The calls that an affected instance got while it was affected, by those that it would get if all got the same; `nil`
    /// in a scenario that affects none.
    public let affectedLoad: Double?

    /// The part of calls that failed, 0 to 1.
    public var failureRate: Double { calls == 0 ? 0 : Double(failures) / Double(calls) }
}

/// Adds up what happens.
struct SimulationRecord {
    private let timeout: Int64
    private var latencies: [Int64] = []
    private var failures = 0
    private var affectedCalls = 0
    private var fairCalls = 0.0

    init(timeout: Int64) {
        self.timeout = timeout
    }

    mutating func succeeded(after nanoseconds: Int64) { latencies.append(nanoseconds) }

    mutating func failed() {
        failures += 1
        latencies.append(timeout)
    }

    /// A call was sent while some instances were affected.
    mutating func sent(toAffected isAffected: Bool, share: Double) {
        if isAffected { affectedCalls += 1 }
        fairCalls += share
    }

    func result(calls: [Int]) -> SimulationResult {
        let sorted = latencies.sorted()
        func percentile(_ part: Double) -> Duration {
            guard !sorted.isEmpty else { return .zero }
            return .nanoseconds(sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))])
        }
        let mean = max(Double(calls.reduce(0, +)) / Double(max(calls.count, 1)), .leastNormalMagnitude)
        let variance = calls.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(max(calls.count, 1))
        return SimulationResult(
            calls: latencies.count,
            failures: failures,
            p50: percentile(0.5),
            p99: percentile(0.99),
            maximumLoad: Double(calls.max() ?? 0) / mean,
            loadDeviation: variance.squareRoot() / mean,
            affectedLoad: fairCalls > 0 ? Double(affectedCalls) / fairCalls : nil
        )
    }
}
