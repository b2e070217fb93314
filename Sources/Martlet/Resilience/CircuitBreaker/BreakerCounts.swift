/// What a closed breaker has counted, and what its policy makes of it.
///
/// All policies are in one type, so that a breaker has no type arguments, and a call through one costs a branch.
struct BreakerCounts: Sendable {
    private let policy: CircuitBreaker.Policy
    private var consecutiveFailures = 0
    private var window: BreakerWindow
    private var custom: (any CircuitBreakerPolicy)?

    init(_ policy: CircuitBreaker.Policy) {
        self.policy = policy
        window = BreakerWindow(policy.window, buckets: policy.buckets)
        custom = policy.custom
    }

    /// Whether a call that takes so long is slow.
    func isSlow(_ duration: Duration) -> Bool {
        guard case .slowCallRatio(_, _, let limit) = policy.rule else { return false }
        return duration > limit
    }

    /// Whether no call is rejected as things stand. It stays so until a call is recorded.
    var admitsAll: Bool {
        guard case .throttling(let multiplier, _) = policy.rule else { return true }
        return Double(window.calls) <= multiplier * Double(window.calls - window.badCalls)
    }

    /// Whether the next success would change nothing.
    var ignoresSuccess: Bool {
        guard case .consecutiveFailures = policy.rule else { return false }
        return consecutiveFailures == 0
    }

    /// Whether a call is rejected by chance; if so, it has been counted.
    ///
    /// - Parameter unit: A random number from 0 up to but not including 1.
    mutating func rejects(at now: Duration, unit: Double) -> Bool {
        // While nothing is rejected nobody looks at the time, so that whoever has seen `admitsAll` need not ask.
        guard case .throttling(let multiplier, let maximum) = policy.rule, !admitsAll else { return false }
        window.advance(to: now)
        let (requests, accepts) = (Double(window.calls), Double(window.calls - window.badCalls))
        guard unit < min(maximum, (requests - multiplier * accepts) / (requests + 1)) else { return false }
        window.record(isBad: true, at: now)
        return true
    }

    /// Counts a call that has ended.
    ///
    /// - Returns: Whether the breaker opens.
    mutating func record(_ outcome: CircuitBreaker.Outcome, at now: Duration) -> Bool {
        switch policy.rule {
        case .consecutiveFailures(let limit):
            guard outcome.isFailure else {
                consecutiveFailures = 0
                return false
            }
            consecutiveFailures += 1
            return consecutiveFailures >= limit
        case .failureRatio(let ratio, let minimumCalls):
            window.record(isBad: outcome.isFailure, at: now)
            return outcome.isFailure && exceeds(ratio, of: minimumCalls)
        case .slowCallRatio(let ratio, let minimumCalls, let limit):
            let isSlow = outcome.duration > limit
            window.record(isBad: isSlow, at: now)
            return isSlow && exceeds(ratio, of: minimumCalls)
        case .throttling:
            window.record(isBad: outcome.isFailure, at: now)
            return false
        case .custom:
            return custom?.opens(after: outcome, at: now) ?? false
        }
    }

    mutating func removeAll() {
        consecutiveFailures = 0
        window.removeAll()
        custom = policy.custom
    }

    private func exceeds(_ ratio: Double, of minimumCalls: Int) -> Bool {
        window.calls >= minimumCalls && Double(window.badCalls) / Double(window.calls) >= ratio
    }
}
