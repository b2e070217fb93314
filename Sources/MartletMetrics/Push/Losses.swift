package import CoreMetrics

/// Counts what an exporter will never deliver, because the backend refuses it or it cannot be written.
///
/// What waits too long is dropped by the queue of ``MetricsPush``, and counted there.
package struct Losses: Sendable {
    private let counter: Counter?

    /// - Parameters:
    ///   - label: The name of the counter.
    ///   - metrics: Where to count; nothing is counted without it.
    package init(_ label: String, _ metrics: (any MetricsFactory)?) {
        counter = metrics.map { Counter(label: label, factory: $0) }
    }

    package func count(_ amount: Int) {
        guard amount > 0 else { return }
        counter?.increment(by: amount)
    }
}
