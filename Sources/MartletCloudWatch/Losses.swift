import CoreMetrics

/// Counts the data that will never be stored: `martlet_cloudwatch_dropped_data`.
///
/// What waits too long is dropped by the queue, and counted there.
struct Losses: Sendable {
    private let counter: Counter?

    init(_ metrics: (any MetricsFactory)?) {
        counter = metrics.map { Counter(label: "martlet_cloudwatch_dropped_data", factory: $0) }
    }

    func count(_ data: Int) {
        guard data > 0 else { return }
        counter?.increment(by: data)
    }
}
