import CoreMetrics
import Synchronization

/// A histogram of buckets. A value costs one search and two atomic additions.
///
/// The count is the sum of the buckets, so that the two always agree; the sum of the values may be ahead of or behind them by
/// what is being counted at the moment of reading.
final class BucketCell: MetricCell, RecorderHandler, TimerHandler {
    let identity: SeriesIdentity
    private let upperBounds: [Double]
    private let nanosecondsPerUnit: Double
    private let counts: AtomicCounts
    private let sum = AtomicDouble()
    private let exemplar: (@Sendable () -> [MetricLabel]?)?
    private let exemplars: Mutex<[MetricExemplar?]>

    init(
        _ identity: SeriesIdentity,
        upperBounds: [Double],
        nanosecondsPerUnit: Double,
        exemplar: (@Sendable () -> [MetricLabel]?)?
    ) {
        self.identity = identity
        self.upperBounds = upperBounds
        self.nanosecondsPerUnit = nanosecondsPerUnit
        self.exemplar = exemplar
        counts = AtomicCounts(upperBounds.count + 1)
        exemplars = Mutex(exemplar == nil ? [] : Array(repeating: nil, count: upperBounds.count + 1))
    }

    func record(_ value: Int64) { observe(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        observe(value)
    }

    func recordNanoseconds(_ duration: Int64) { observe(Double(duration) / nanosecondsPerUnit) }

    @inline(__always)
    private func observe(_ value: Double) {
        let bucket = bucket(of: value)
        counts.increment(bucket)
        sum.add(value)
        if let exemplar { keep(value, in: bucket, from: exemplar) }
    }

    /// The first bucket whose bound is not below the value. Most values lie in the first buckets, and there are few.
    @inline(__always)
    private func bucket(of value: Double) -> Int {
        upperBounds.withUnsafeBufferPointer { bounds in
            var low = 0
            var high = bounds.count
            while high - low > 16 {
                let middle = (low + high) / 2
                if bounds[middle] < value { low = middle + 1 } else { high = middle }
            }
            while low < high, bounds[low] < value { low += 1 }
            return low
        }
    }

    private func keep(_ value: Double, in bucket: Int, from exemplar: @Sendable () -> [MetricLabel]?) {
        guard let labels = exemplar() else { return }
        let kept = MetricExemplar(labels: labels, value: value, time: WallClock.now)
        exemplars.withLock { $0[bucket] = kept }
    }

    func read(drains: Bool) -> MetricSeries {
        let counts = counts.read(drains: drains)
        let sum = drains ? sum.exchange(0) : sum.value
        let exemplars = exemplars.withLock { $0 }
        return MetricSeries(
            labels: identity.labels,
            isUpdated: counts.contains { $0 > 0 },
            value: .buckets(
                BucketedDistribution(upperBounds: upperBounds, counts: counts, sum: sum, exemplars: exemplars)
            )
        )
    }
}
