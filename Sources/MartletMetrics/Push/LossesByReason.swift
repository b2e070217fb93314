package import CoreMetrics
package import Logging
import Synchronization

/// Counts what an exporter does not send, by `reason`, and warns when it begins: ``Losses`` for those that lose for more than one.
package final class LossesByReason<Reason>: Sendable
where Reason: RawRepresentable<String> & CaseIterable & Hashable & Sendable {
    private let counters: [Reason: Counter]
    private let warning: Logger.Message
    private let logger: Logger
    private let isLosing = Mutex(false)

    /// - Parameters:
    ///   - label: The name of the counters.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - warning: What is logged when an interval begins to lose.
    ///   - logger: Where to warn.
    package init(_ label: String, _ metrics: (any MetricsFactory)?, warning: Logger.Message, logger: Logger) {
        var counters: [Reason: Counter] = [:]
        if let metrics {
            for reason in Reason.allCases {
                counters[reason] = Counter(label: label, dimensions: [("reason", reason.rawValue)], factory: metrics)
            }
        }
        self.counters = counters
        self.warning = warning
        self.logger = logger
    }

    /// Counts something by itself.
    package func count(_ reason: Reason, _ count: Int = 1) {
        counters[reason]?.increment(by: count)
    }

    /// Counts those of an interval. One warning when an interval without any is followed by one with some: whoever
    /// does something wrong does it in every interval.
    package func count(_ losses: [Reason: Int]) {
        for (reason, count) in losses { self.count(reason, count) }
        let begins = isLosing.withLock { isLosing in
            defer { isLosing = !losses.isEmpty }
            return !isLosing && !losses.isEmpty
        }
        guard begins else { return }
        var metadata: Logger.Metadata = [:]
        for (reason, count) in losses { metadata[reason.rawValue] = "\(count)" }
        logger.warning(warning, metadata: metadata)
    }
}
