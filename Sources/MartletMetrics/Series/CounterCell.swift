import CoreMetrics
import Synchronization

/// A counter. Whole numbers and fractions are kept apart, so that counting things costs one atomic addition.
final class CounterCell: MetricCell, CounterHandler, FloatingPointCounterHandler {
    let identity: SeriesIdentity
    private let whole = Atomic<Int64>(0)
    private let fractional = AtomicDouble()

    init(_ identity: SeriesIdentity) {
        self.identity = identity
    }

    func increment(by amount: Int64) {
        // A counter only grows. Nobody counts to 2^63: at a thousand million a second it takes 292 years.
        guard amount > 0 else { return }
        whole.wrappingAdd(amount, ordering: .relaxed)
    }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        fractional.add(amount)
    }

    func reset() {
        whole.store(0, ordering: .relaxed)
        fractional.store(0)
    }

    func read(drains: Bool) -> MetricSeries {
        let value: Double
        if drains {
            value = Double(whole.exchange(0, ordering: .relaxed)) + fractional.exchange(0)
        } else {
            value = Double(whole.load(ordering: .relaxed)) + fractional.value
        }
        return MetricSeries(labels: identity.labels, isUpdated: value != 0, value: .counter(value))
    }
}
