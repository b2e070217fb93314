/// How often a watch may be begun again without a pause: what a change of the leader takes, but no endless loop.
struct RestartBudget<Time: InstantProtocol> where Time.Duration == Duration {
    private let limit: Int
    private let period: Duration
    private var restarts: [Time] = []

    /// - Parameters:
    ///   - limit: How many restarts.
    ///   - period: Within which time.
    init(_ limit: Int = 4, per period: Duration = .seconds(30)) {
        self.limit = limit
        self.period = period
    }

    /// - Returns: Whether there is one left, which is spent then.
    mutating func spend(at now: Time) -> Bool {
        restarts.removeAll { $0.duration(to: now) >= period }
        guard restarts.count < limit else { return false }
        restarts.append(now)
        return true
    }
}
