import CoreMetrics

/// What a ``Retry`` counts around one endpoint.
struct RetryMetrics: Sendable {
    private let attempts: Counter
    private let balance: Meter
    private let exhausted: [RetrySequence.Limit: Counter]

    init(_ factory: any MetricsFactory, endpoint: String) {
        let dimensions = [("endpoint", endpoint)]
        attempts = Counter(label: "martlet_retry_attempts", dimensions: dimensions, factory: factory)
        balance = Meter(label: "martlet_retry_budget_balance", dimensions: dimensions, factory: factory)
        exhausted = Dictionary(
            uniqueKeysWithValues: RetrySequence.Limit.allCases.map { limit in
                let counter = Counter(
                    label: "martlet_retry_exhausted",
                    dimensions: dimensions + [("reason", limit.rawValue)],
                    factory: factory
                )
                return (limit, counter)
            }
        )
    }

    func countRetry() {
        attempts.increment()
    }

    func count(_ limit: RetrySequence.Limit) {
        exhausted[limit]?.increment()
    }

    func record(balance value: Double) {
        // An unlimited budget has none to show.
        if value.isFinite { balance.set(value) }
    }
}
