public import CoreMetrics
public import Logging
import Synchronization

/// Lets only a part of lines through that come very often: in each interval the first few of each message, then every
/// so many.
///
/// ```swift
/// let sampling = LogSampling(first: 100, thereafter: 100, every: .seconds(1), metrics: metrics)
/// let logger = Logger(label: "shop") { label in
///     sampling.handler(LineLogHandler(label: label, writer: writer, levels: levels))
/// }
/// ```
///
/// Lines are the same when level and message are, whatever their metadata: keep messages constant and put what changes
/// into the metadata. Errors are never dropped. A value is shared by all loggers whose handlers it makes. To count
/// every line and write it once, use ``LogDeduplication``.
///
/// Metrics: the counter `martlet_log_sampled_lines` counts what was dropped.
public final class LogSampling: Sendable {
    private struct Message: Hashable, Sendable {
        let level: Logger.Level
        let text: String
    }

    private let counter: Mutex<SampleCounter<Message>>
    private let exempt: Logger.Level
    private let dropped = Atomic(0)
    private let metric: Counter?
    private let now: @Sendable () -> ContinuousClock.Instant

    /// Makes a sampling.
    ///
    /// - Parameters:
    ///   - first: How many lines of each message pass in an interval.
    ///   - thereafter: Then every line whose number is a multiple of this passes; 0 lets no more pass.
    ///   - interval: The interval.
    ///   - exempt: Lines of this level and above always pass.
    ///   - maximumMessages: How many different messages are counted; others pass.
    ///   - metrics: Where to count what was dropped.
    ///   - clock: The clock; tests pass a manual one.
    public init<C: Clock>(
        first: Int = 100,
        thereafter: Int = 100,
        every interval: Duration = .seconds(1),
        exempt: Logger.Level = .error,
        maximumMessages: Int = 4096,
        metrics: (any MetricsFactory)? = nil,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        counter = Mutex(
            SampleCounter(first: first, thereafter: thereafter, interval: interval, maximumKeys: maximumMessages)
        )
        self.exempt = exempt
        metric = metrics.map { Counter(label: "martlet_log_sampled_lines", factory: $0) }
        now = { clock.now }
    }

    /// How many lines were dropped.
    public var droppedLines: Int { dropped.load(ordering: .relaxed) }

    /// The handler with sampling in front of it.
    ///
    /// - Parameter handler: What gets the lines that pass.
    public func handler(_ handler: some LogHandler) -> some LogHandler {
        FilteredLogHandler(handler) { self.passes($0) ? $0 : nil }
    }

    private func passes(_ event: LogEvent) -> Bool {
        guard event.level < exempt else { return true }
        let message = Message(level: event.level, text: event.message.description)
        let now = now()
        if counter.withLock({ $0.passes(message, at: now) }) { return true }
        dropped.add(1, ordering: .relaxed)
        metric?.increment()
        return false
    }
}
