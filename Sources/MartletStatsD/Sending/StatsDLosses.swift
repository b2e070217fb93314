import CoreMetrics
import Logging
import Synchronization

/// Counts what was not sent: `martlet_statsd_dropped`, by `reason`; and warns when it begins.
final class StatsDLosses: Sendable {
    private let counters: [StatsDLoss: Counter]
    private let logger: Logger
    private let isLosing = Mutex(false)

    init(_ metrics: (any MetricsFactory)?, logger: Logger) {
        var counters: [StatsDLoss: Counter] = [:]
        if let metrics {
            for reason in StatsDLoss.allCases {
                counters[reason] = Counter(
                    label: "martlet_statsd_dropped",
                    dimensions: [("reason", reason.rawValue)],
                    factory: metrics
                )
            }
        }
        self.counters = counters
        self.logger = logger
    }

    /// Counts something by itself.
    func count(_ reason: StatsDLoss, _ count: Int = 1) {
        counters[reason]?.increment(by: count)
    }

    /// Counts those of an interval. One warning when an interval without any is followed by one with some: whoever
    /// does something wrong does it in every interval.
    func count(_ losses: [StatsDLoss: Int]) {
        for (reason, count) in losses { self.count(reason, count) }
        let begins = isLosing.withLock { isLosing in
            defer { isLosing = !losses.isEmpty }
            return !isLosing && !losses.isEmpty
        }
        guard begins else { return }
        var metadata: Logger.Metadata = [:]
        for (reason, count) in losses { metadata[reason.rawValue] = "\(count)" }
        logger.warning("some metrics were not sent to StatsD", metadata: metadata)
    }
}
