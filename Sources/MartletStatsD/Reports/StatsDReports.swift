import MartletMetrics
import Synchronization

/// Takes events and service checks until the next interval.
final class StatsDReports: Sendable {
    private let queue: Mutex<ReportQueue>
    private let dialect: StatsDDialect
    private let labels: [MetricLabel]
    private let losses: LossesByReason<StatsDLoss>
    private let now: @Sendable () -> Int64

    /// - Parameter now: The time in seconds since 1970.
    init(
        _ queue: ReportQueue,
        dialect: StatsDDialect,
        labels: [MetricLabel],
        losses: LossesByReason<StatsDLoss>,
        now: @escaping @Sendable () -> Int64
    ) {
        self.queue = Mutex(queue)
        self.dialect = dialect
        self.labels = labels
        self.losses = losses
        self.now = now
    }

    func append(_ event: DogStatsDEvent) -> Bool {
        append { DogStatsDReport.line(event, now: now(), labels: labels) }
    }

    func append(_ check: DogStatsDServiceCheck) -> Bool {
        append { DogStatsDReport.line(check, now: now(), labels: labels) }
    }

    func takeAll() -> [[UInt8]] { queue.withLock { $0.takeAll() } }

    private func append(_ line: () -> [UInt8]) -> Bool {
        guard dialect == .dogStatsD else {
            losses.count(.unsupported)
            return false
        }
        let line = line()
        guard let loss = queue.withLock({ $0.append(line) }) else { return true }
        losses.count(loss)
        return false
    }
}
