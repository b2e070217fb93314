import CoreMetrics

/// Counts the metrics that will never be stored: `martlet_circonus_dropped_metrics`.
///
/// What waits too long is dropped by the queue, and counted there.
struct Losses: Sendable {
    private let counter: Counter?

    init(_ metrics: (any MetricsFactory)?) {
        counter = metrics.map { Counter(label: "martlet_circonus_dropped_metrics", factory: $0) }
    }

    func count(_ metrics: Int) {
        guard metrics > 0 else { return }
        counter?.increment(by: metrics)
    }
}
