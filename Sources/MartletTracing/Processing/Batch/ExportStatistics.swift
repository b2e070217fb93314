import CoreMetrics
import Logging
import Synchronization

/// Why a span was not exported.
enum SpanDropReason: String, CaseIterable {
    /// Too many waited.
    case queueFull = "queue_full"

    /// The other side was not reached, or refused them, to the last attempt.
    case exportFailed = "export_failed"

    /// The other side took the others of the batch.
    case rejected

    /// The service had ended, or was ended before there was time to send them.
    case shutdown
}

/// Counts what becomes of spans, and warns of those that are lost, once in a while.
final class ExportStatistics: Sendable {
    private let logger: Logger?
    private let exportedCounter: Counter?
    private let droppedCounters: [SpanDropReason: Counter]
    private let retriesCounter: Counter?
    private let notices = Mutex(WarningPace())
    private let warnings: Mutex<[SpanDropReason: WarningPace]>
    private let elapsed: @Sendable () -> Duration

    init(logger: Logger?, metrics: (any MetricsFactory)?, elapsed: @escaping @Sendable () -> Duration) {
        self.logger = logger
        self.elapsed = elapsed
        exportedCounter = metrics.map { Counter(label: "martlet_spans_exported", dimensions: [], factory: $0) }
        retriesCounter = metrics.map { Counter(label: "martlet_span_export_retries", dimensions: [], factory: $0) }
        var counters: [SpanDropReason: Counter] = [:]
        if let metrics {
            for reason in SpanDropReason.allCases {
                counters[reason] = Counter(
                    label: "martlet_spans_dropped",
                    dimensions: [("reason", reason.rawValue)],
                    factory: metrics
                )
            }
        }
        droppedCounters = counters
        warnings = Mutex([:])
    }

    func exported(_ count: Int) {
        if count > 0 { exportedCounter?.increment(by: count) }
    }

    func retried(_ message: String) {
        retriesCounter?.increment()
        logger?.debug("spans are sent again later", metadata: ["error": .string(message)])
    }

    /// The other side took everything and has something to say.
    func noticed(_ message: String) {
        guard let logger, notices.withLock({ $0.count(1, at: elapsed()) }) != nil else { return }
        logger.warning("spans were exported with a warning", metadata: ["warning": .string(message)])
    }

    func dropped(_ count: Int, _ reason: SpanDropReason, _ message: String? = nil) {
        guard count > 0 else { return }
        droppedCounters[reason]?.increment(by: count)
        guard let logger else { return }
        let now = elapsed()
        let total = warnings.withLock { $0[reason, default: WarningPace()].count(count, at: now) }
        guard let total else { return }
        var metadata: Logger.Metadata = ["reason": .string(reason.rawValue), "count": .stringConvertible(total)]
        if let message { metadata["error"] = .string(message) }
        logger.warning("spans were dropped", metadata: metadata)
    }
}

/// When to warn of what happens again and again: the first time, and then once a minute.
struct WarningPace: Sendable {
    private static let interval = Duration.seconds(60)
    private var last: Duration?
    private var pending = 0

    /// - Returns: How many there were since the last warning, when it is time for the next one.
    mutating func count(_ count: Int, at now: Duration) -> Int? {
        pending += count
        if let last, now - last < Self.interval { return nil }
        last = now
        defer { pending = 0 }
        return pending
    }
}
