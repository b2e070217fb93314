/// What a series has come to.
public enum MetricValue: Sendable {
    /// The sum: since the series was made, or since the last drain.
    case counter(Double)

    /// The last value.
    case gauge(Double)

    /// How many values are in which bucket.
    case buckets(BucketedDistribution)

    /// A sketch that knows quantiles.
    case sketch(QuantileSketch)

    /// The values themselves.
    case samples(SampledDistribution)
}

/// How many values are in which bucket.
public struct BucketedDistribution: Sendable {
    /// The upper bounds of the buckets, growing; the last bucket, above all of them, has none.
    public let upperBounds: [Double]

    /// The values in each bucket, not in those below it: one more than there are bounds.
    public let counts: [UInt64]

    /// The sum of all values.
    public let sum: Double

    /// The last traced value of each bucket; empty when nothing traces.
    public let exemplars: [MetricExemplar?]

    /// All values.
    public var count: UInt64 { counts.reduce(0, &+) }
}

/// A value with the trace that it comes from.
public struct MetricExemplar: Sendable {
    /// What identifies the trace.
    public let labels: [MetricLabel]

    /// The value.
    public let value: Double

    /// When it was, in nanoseconds since 1970.
    public let time: Int64
}

/// The values themselves, or a part of them.
public struct SampledDistribution: Sendable {
    /// The values that were kept, in order.
    public let values: [Double]

    /// The part of all values that was kept at random: 1 for all.
    public let rate: Double

    /// How many values were left out because there were too many; those that the rate has left out are not among them.
    public let dropped: UInt64
}
