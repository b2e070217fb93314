import CoreMetrics
import Synchronization

/// A histogram of buckets. A value costs one search and two atomic additions.
///
/// The count is the sum of the buckets, so that the two always agree; the sum of the values may be behind them by what
/// is being counted at the moment of reading.
final class BucketCell: MetricCell, RecorderHandler, TimerHandler {
    let identity: SeriesIdentity
    private let upperBounds: [Double]
    private let unit: MetricTimeUnit
    private let counts: AtomicCounts
    private let sum = AtomicDouble()
    private let exemplar: (@Sendable () -> [MetricLabel]?)?
    private let exemplars: Mutex<[MetricExemplar?]>

    init(
        _ identity: SeriesIdentity,
        upperBounds: [Double],
        unit: MetricTimeUnit,
        exemplar: (@Sendable () -> [MetricLabel]?)?
    ) {
        self.identity = identity
        self.upperBounds = upperBounds
        self.unit = unit
        self.exemplar = exemplar
        counts = AtomicCounts(upperBounds.count + 1)
        exemplars = Mutex(exemplar == nil ? [] : Array(repeating: nil, count: upperBounds.count + 1))
    }

    var recorder: (any RecorderHandler)? { self }
    var timer: (any TimerHandler)? { self }

    func record(_ value: Int64) { observe(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return observe(unusual: value) }
        observe(value)
    }

    func recordNanoseconds(_ duration: Int64) { observe(unit.value(ofNanoseconds: duration)) }

    @inline(__always)
    private func observe(_ value: Double) {
        let bucket = bucket(of: value)
        // In this order: a sum without its count would be lost to a reader that sees no change.
        counts.increment(bucket)
        sum.add(value)
        if let exemplar { keep(value, in: bucket, from: exemplar) }
    }

    /// Infinity has a bucket and is counted there, but would spoil the sum for ever; what is not a number has no
    /// bucket.
    private func observe(unusual value: Double) {
        identity.warn(.notFinite)
        if !value.isNaN { counts.increment(bucket(of: value)) }
    }

    /// The first bucket whose bound is not below the value: halved while there are many, then counted without branches,
    /// which are hard to predict for values that differ.
    @inline(__always)
    private func bucket(of value: Double) -> Int {
        upperBounds.withUnsafeBufferPointer { bounds in
            var low = 0
            var high = bounds.count
            while high - low > 16 {
                let middle = (low + high) / 2
                if bounds[middle] < value { low = middle + 1 } else { high = middle }
            }
            var bucket = low
            while low < high {
                bucket += bounds[low] < value ? 1 : 0
                low += 1
            }
            return bucket
        }
    }

    private func keep(_ value: Double, in bucket: Int, from exemplar: @Sendable () -> [MetricLabel]?) {
        guard let labels = exemplar() else { return }
        let kept = MetricExemplar(labels: labels, value: value, time: WallClock.now)
        exemplars.withLock { $0[bucket] = kept }
    }

    func read(drains: Bool) -> MetricSeries {
        let counts = counts.read(drains: drains)
        let isUpdated = counts.contains { $0 > 0 }
        // Without a count the sum stays, for the reading that sees the count.
        let sum = drains && isUpdated ? sum.exchange(0) : sum.value
        let exemplars = exemplars.withLock { exemplars in
            let read = exemplars
            if drains { for index in exemplars.indices { exemplars[index] = nil } }
            return read
        }
        return MetricSeries(
            labels: identity.labels,
            isUpdated: isUpdated,
            value: .buckets(
                BucketedDistribution(
                    upperBounds: upperBounds,
                    counts: counts,
                    sum: isUpdated ? sum : 0,
                    exemplars: exemplars
                )
            )
        )
    }
}
