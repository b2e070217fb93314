/// What is to be told about the state of a breaker, in order: a value under the lock of the breaker.
///
/// Whoever adds something and hears that it shall deliver takes the notices out one by one, and tells of each without
/// the lock. Only one does so at a time, so all of them arrive in order, and exactly once.
struct BreakerNotices: Sendable {
    enum Notice: Sendable {
        case changed(CircuitBreaker.StateChange, [BreakerStateMetrics])
        /// Metrics of an endpoint that has just been added.
        case added(BreakerStateMetrics, CircuitBreaker.State)
    }

    private let givenName: String?
    private var name: String?
    private var metrics: [BreakerStateMetrics] = []
    private var notices: [Notice] = []
    private var isDelivering = false

    init(name: String?) {
        givenName = name
        self.name = name
    }

    /// What metrics of an endpoint have as their `endpoint`. The first endpoint gives a breaker its name that has none.
    mutating func label(for endpoint: String) -> String {
        name = name ?? endpoint
        return givenName ?? endpoint
    }

    mutating func add(_ metrics: BreakerStateMetrics, in state: CircuitBreaker.State) {
        guard !self.metrics.contains(where: { $0.label == metrics.label }) else { return }
        self.metrics.append(metrics)
        notices.append(.added(metrics, state))
    }

    mutating func add(_ change: BreakerStateMachine.Change) {
        let change = CircuitBreaker.StateChange(
            name: name,
            from: change.from,
            to: change.to,
            isForced: change.isForced,
            openFor: change.openFor
        )
        notices.append(.changed(change, metrics))
    }

    /// Whether somebody must begin to take the notices out.
    mutating func startsDelivery() -> Bool {
        guard !notices.isEmpty, !isDelivering else { return false }
        isDelivering = true
        return true
    }

    /// The next notice to deliver; after `nil` somebody else may begin.
    mutating func next() -> Notice? {
        guard !notices.isEmpty else {
            isDelivering = false
            return nil
        }
        return notices.removeFirst()
    }
}
