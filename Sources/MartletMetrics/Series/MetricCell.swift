import CoreMetrics
import Synchronization

/// One series: what is counted on, and what knows where it belongs.
protocol MetricCell: AnyObject, Sendable {
    var identity: SeriesIdentity { get }

    // Properties, because asking an object for a protocol it may have costs more than finding the series.
    var counter: (any CounterHandler)? { get }
    var floatingPointCounter: (any FloatingPointCounterHandler)? { get }
    var meter: (any MeterHandler)? { get }
    var recorder: (any RecorderHandler)? { get }
    var timer: (any TimerHandler)? { get }

    /// The state at this moment; a draining reader also resets it.
    func read(drains: Bool) -> MetricSeries
}

extension MetricCell {
    var counter: (any CounterHandler)? { nil }
    var floatingPointCounter: (any FloatingPointCounterHandler)? { nil }
    var meter: (any MeterHandler)? { nil }
    var recorder: (any RecorderHandler)? { nil }
    var timer: (any TimerHandler)? { nil }
}

/// Which series of which metric it is.
final class SeriesIdentity: Sendable {
    let labels: [MetricLabel]

    /// The labels by name: two orders of the same labels are the same series.
    let key: [MetricLabel]

    /// Weak, because the family holds its series; set once, and then only read.
    weak let family: FamilyStorage?
    private let warnings: MetricWarnings
    private let removed = Atomic(false)

    init(labels: [MetricLabel], key: [MetricLabel], family: FamilyStorage, warnings: MetricWarnings) {
        self.labels = labels
        self.key = key
        self.family = family
        self.warnings = warnings
    }

    /// Whether nobody sees it any more.
    var isRemoved: Bool { removed.load(ordering: .relaxed) }

    func markRemoved() { removed.store(true, ordering: .relaxed) }

    func warn(_ warning: MetricWarning) { warnings.warn(warning) }
}
