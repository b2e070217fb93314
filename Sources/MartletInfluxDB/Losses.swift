import CoreMetrics

/// Counts the points that will never be stored: `martlet_influxdb_dropped_points`.
///
/// What waits too long is dropped by the queue, and counted there.
struct Losses: Sendable {
    private let counter: Counter?

    init(_ metrics: (any MetricsFactory)?) {
        counter = metrics.map { Counter(label: "martlet_influxdb_dropped_points", factory: $0) }
    }

    func count(_ points: Int) {
        guard points > 0 else { return }
        counter?.increment(by: points)
    }
}
