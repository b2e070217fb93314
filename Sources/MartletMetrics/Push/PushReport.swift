import CoreMetrics
import Logging
import Synchronization

/// Counts what a push has sent and dropped, and logs it: an outage once when it begins and once when it is over.
final class PushReport: Sendable {
    private struct State {
        var isFailing = false
        var droppedInOutage = 0
        var rejectedCount = 0
        var nextRejectionToTell = 1
    }

    private let name: String
    private let logger: Logger
    private let sent: Counter?
    private let lost: Counter?
    private let state = Mutex(State())

    init(_ options: MetricsPushOptions, logger: Logger) {
        name = options.name
        self.logger = logger
        let dimensions = [("exporter", options.name)]
        sent = options.metrics.map { Counter(label: "martlet_metrics_sent", dimensions: dimensions, factory: $0) }
        lost = options.metrics.map { Counter(label: "martlet_metrics_dropped", dimensions: dimensions, factory: $0) }
    }

    func succeeded() {
        sent?.increment()
        let (wasFailing, dropped) = state.withLock { state in
            let before = (state.isFailing || state.droppedInOutage > 0, state.droppedInOutage)
            state.isFailing = false
            state.droppedInOutage = 0
            return before
        }
        if wasFailing {
            logger.notice("metrics are sent again", metadata: ["exporter": "\(name)", "dropped": "\(dropped)"])
        }
    }

    func failed(_ error: any Error) {
        let isFirst = state.withLock { state in
            defer { state.isFailing = true }
            return !state.isFailing
        }
        guard isFirst else { return }
        logger.warning("metrics cannot be sent; going on to try", error: error, metadata: ["exporter": "\(name)"])
    }

    /// The backend is there, and does not want the payload: told for the first, the tenth, the hundredth one and so on.
    func rejected(_ error: MetricsSinkError) {
        lost?.increment()
        let count: Int? = state.withLock { state in
            state.rejectedCount += 1
            guard state.rejectedCount >= state.nextRejectionToTell else { return nil }
            state.nextRejectionToTell *= 10
            return state.rejectedCount
        }
        guard let count else { return }
        logger.error(
            "metrics were rejected and are dropped",
            error: error,
            metadata: ["exporter": "\(name)", "rejected": "\(count)"]
        )
    }

    /// There was no room to wait.
    func dropped(_ count: Int) {
        guard count > 0 else { return }
        lost?.increment(by: count)
        let isFirst = state.withLock { state in
            defer { state.droppedInOutage += count }
            return state.droppedInOutage == 0
        }
        if isFirst { logger.warning("metrics are dropped, too many wait", metadata: ["exporter": "\(name)"]) }
    }

    /// The push ended before all was sent.
    func lost(_ count: Int) {
        guard count > 0 else { return }
        lost?.increment(by: count)
        logger.warning("metrics were lost at the end", metadata: ["exporter": "\(name)", "payloads": "\(count)"])
    }
}
