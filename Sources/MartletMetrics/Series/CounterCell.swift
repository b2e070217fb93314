import CoreMetrics
import Synchronization

/// A counter. Whole numbers and fractions are kept apart, so that counting things costs one atomic addition.
final class CounterCell: MetricCell, CounterHandler, FloatingPointCounterHandler {
    /// A larger step is added as a floating-point number, so that the whole ones never overflow: not before 2^23 of
    /// these.
    private static let largestWholeStep: UInt64 = 1 << 40

    let identity: SeriesIdentity
    private let whole = Atomic<Int64>(0)
    private let fractional = AtomicDouble()

    init(_ identity: SeriesIdentity) {
        self.identity = identity
    }

    var counter: (any CounterHandler)? { self }
    var floatingPointCounter: (any FloatingPointCounterHandler)? { self }

    func increment(by amount: Int64) {
        // One comparison: zero and negative numbers become large ones.
        guard UInt64(bitPattern: amount &- 1) < Self.largestWholeStep else { return incrementUnusually(by: amount) }
        whole.wrappingAdd(amount, ordering: .relaxed)
    }

    private func incrementUnusually(by amount: Int64) {
        if amount > 0 { fractional.add(Double(amount)) } else if amount < 0 { identity.warn(.negativeIncrement) }
    }

    func increment(by amount: Double) {
        if amount > 0, amount.isFinite {
            fractional.add(amount)
        } else if amount != 0 {
            identity.warn(amount < 0 ? .negativeIncrement : .notFinite)
        }
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
