import CoreMetrics
import Synchronization

/// A gauge. It keeps its value when it is drained, so that a later increment goes on from there.
final class GaugeCell: MetricCell, MeterHandler, RecorderHandler {
    let identity: SeriesIdentity
    private let current = AtomicDouble()
    private let isUpdated = Atomic(false)

    init(_ identity: SeriesIdentity) {
        self.identity = identity
    }

    var meter: (any MeterHandler)? { self }
    var recorder: (any RecorderHandler)? { self }

    func set(_ value: Int64) { set(Double(value)) }

    func set(_ value: Double) {
        current.store(value)
        isUpdated.store(true, ordering: .releasing)
    }

    func increment(by amount: Double) {
        current.add(amount)
        isUpdated.store(true, ordering: .releasing)
    }

    func decrement(by amount: Double) { increment(by: -amount) }

    func record(_ value: Int64) { set(Double(value)) }

    func record(_ value: Double) { set(value) }

    func read(drains: Bool) -> MetricSeries {
        // The mark first: a value that comes in between is read now or marks the next reading.
        let isUpdated =
            drains
            ? isUpdated.exchange(false, ordering: .acquiring) : isUpdated.load(ordering: .acquiring)
        return MetricSeries(labels: identity.labels, isUpdated: isUpdated, value: .gauge(current.value))
    }
}
