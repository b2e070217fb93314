/// Answers any quantile of a stream of numbers with a bounded relative error, in bounded memory, and can be merged.
///
/// ```swift
/// var sketch = QuantileSketch()
/// for latency in latencies { sketch.record(latency) }
/// let p99 = sketch.quantile(0.99)
/// ```
///
/// A number is counted in a bin whose bounds differ by a fixed ratio. Each bin also keeps the mean of its numbers, and
/// that is the quantile: exact where all numbers of the bin are the same. When numbers are so far apart that there
/// would be more than ``maximumBins`` bins, those nearest to zero are put together, and low quantiles lose their
/// accuracy: with the default accuracy that begins when the greatest number is 700 million times the least, with 0.001
/// when it is 60 times the least.
///
/// It takes 16 bytes for each bin from the lowest to the highest that is used: some 30 KiB for latencies from 1 ms to
/// 10 s, half of that within two powers of ten.
///
/// Source: DDSketch, Charles Masson, Jee E. Rim, Homin K. Lee: "DDSketch: a fast and fully-mergeable quantile sketch
/// with relative-error guarantees", PVLDB 12(12), 2019.
public struct QuantileSketch: Sendable {
    /// How many bins there are at most for numbers of one sign.
    public static let maximumBins = 4_096

    private let mapping: LogarithmicMapping
    private var positive = SketchBins()
    private var negative = SketchBins()
    private var zeros: UInt64 = 0

    /// How many numbers there are.
    public private(set) var count: UInt64 = 0

    /// Their sum.
    public private(set) var sum = 0.0

    /// The least of them; 0 when there are none.
    public private(set) var minimum = 0.0

    /// The greatest of them; 0 when there are none.
    public private(set) var maximum = 0.0

    /// Makes an empty sketch.
    ///
    /// - Parameter relativeAccuracy: By which part a quantile may be off, 0.001 to 0.5.
    public init(relativeAccuracy: Double = 0.005) {
        mapping = LogarithmicMapping(relativeAccuracy: min(max(relativeAccuracy, 0.001), 0.5))
    }

    /// How many numbers there have been in all, and their sum: with a window these go on when numbers grow old.
    public private(set) var total: (count: UInt64, sum: Double)?

    /// Whether there are no numbers.
    public var isEmpty: Bool { count == 0 }

    /// Counts a number. One that is not finite is left out.
    public mutating func record(_ value: Double) {
        guard value.isFinite else { return }
        minimum = count == 0 ? value : min(minimum, value)
        maximum = count == 0 ? value : max(maximum, value)
        count += 1
        sum += value
        if value > LogarithmicMapping.leastMagnitude {
            positive.add(value, at: mapping.index(of: value))
        } else if value < -LogarithmicMapping.leastMagnitude {
            negative.add(value, at: mapping.index(of: -value))
        } else {
            zeros += 1
        }
    }

    /// The number below or at which the given part of all numbers lies; `nil` when there are none.
    ///
    /// - Parameter quantile: The part, 0 to 1: 0.99 for the 99th percentile.
    public func quantile(_ quantile: Double) -> Double? {
        guard count > 0, !quantile.isNaN else { return nil }
        if quantile >= 1 { return maximum }
        // A little less, for 0.55 of 100 is 55 and not 55.00000000000001.
        let rank = max(1, UInt64((max(quantile, 0) * Double(count) * (1 - 0x1p-40)).rounded(.up)))
        if rank == 1 { return minimum }
        var seen: UInt64 = 0
        var found: Double?
        forEachBin { value, count in
            seen += count
            if found == nil, seen >= rank { found = value }
        }
        return found.map { min(max($0, minimum), maximum) }
    }

    /// Goes through all bins that have numbers, from the least to the greatest.
    ///
    /// - Parameter body: Receives the mean of a bin, and how many numbers it has.
    public func forEachBin(_ body: (_ value: Double, _ count: UInt64) -> Void) {
        negative.forEach(reversed: true, body)
        if zeros > 0 { body(0, zeros) }
        positive.forEach(reversed: false, body)
    }

    /// The same quantiles beside another count and sum.
    func withTotals(count: UInt64, sum: Double) -> QuantileSketch {
        var sketch = self
        sketch.total = (count, sum)
        return sketch
    }

    /// Adds all numbers of another sketch. When their accuracies differ, this one's stays and the errors add up.
    ///
    /// - Parameter other: The other sketch.
    public mutating func merge(_ other: QuantileSketch) {
        guard other.count > 0 else { return }
        minimum = count == 0 ? other.minimum : min(minimum, other.minimum)
        maximum = count == 0 ? other.maximum : max(maximum, other.maximum)
        count += other.count
        sum += other.sum
        zeros += other.zeros
        if mapping == other.mapping {
            positive.merge(other.positive)
            negative.merge(other.negative)
        } else {
            other.positive.forEach(reversed: false) { value, count in
                positive.add(value, count: count, at: mapping.index(of: value))
            }
            other.negative.forEach(reversed: false) { value, count in
                negative.add(value, count: count, at: mapping.index(of: -value))
            }
        }
    }
}
