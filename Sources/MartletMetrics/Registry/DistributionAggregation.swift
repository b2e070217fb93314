/// How the values of a histogram or a timer are kept.
///
/// ```swift
/// registry.describe("db.query", distribution: .buckets([0.001, 0.01, 0.1, 1]))
/// ```
public struct DistributionAggregation: Sendable {
    enum Kind: Sendable {
        case buckets([Double])
        case quantiles(relativeAccuracy: Double, window: QuantileWindow?)
        case samples(limit: Int, rate: Double)
    }

    let kind: Kind

    /// Counts values in buckets: cheap, exact, and to be summed over processes. It is only as fine as its buckets.
    ///
    /// - Parameter upperBounds: The upper bounds; they are sorted, and repeated or non-finite ones go.
    public static func buckets(_ upperBounds: [Double]) -> DistributionAggregation {
        var bounds: [Double] = []
        for bound in upperBounds.filter(\.isFinite).sorted() where bounds.last != bound { bounds.append(bound) }
        return DistributionAggregation(kind: .buckets(bounds))
    }

    /// The bounds that Prometheus' clients have unless told otherwise, for durations in seconds: 5 ms to 10 s.
    public static let prometheusBuckets = buckets([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10])

    /// Keeps a ``QuantileSketch``: any quantile with a bounded relative error. Quantiles of several processes cannot be
    /// put together afterwards.
    ///
    /// - Parameters:
    ///   - relativeAccuracy: By which part a quantile may be off, 0.001 to 0.5: see ``QuantileSketch``.
    ///   - window: Over which time quantiles are taken; `nil` for since the start, or since the last drain.
    public static func quantiles(
        relativeAccuracy: Double = 0.005,
        over window: QuantileWindow? = nil
    ) -> DistributionAggregation {
        DistributionAggregation(kind: .quantiles(relativeAccuracy: relativeAccuracy, window: window))
    }

    /// The same, or quantiles of the last ten minutes in place of values that only a drain would empty: for pages.
    package var withoutSamples: DistributionAggregation {
        if case .samples = kind { .quantiles(over: .sliding()) } else { self }
    }

    /// Keeps every value until it is sent, for backends that aggregate themselves.
    ///
    /// - Parameters:
    ///   - limit: How many values are kept between two drains, at least 1; more are counted and left out.
    ///   - rate: The part of the values that is kept, by chance, 0 to 1.
    public static func samples(limit: Int = 10_000, rate: Double = 1) -> DistributionAggregation {
        DistributionAggregation(kind: .samples(limit: max(limit, 1), rate: min(max(rate, 0), 1)))
    }
}

/// A time that moves in steps, over which quantiles are taken.
public struct QuantileWindow: Hashable, Sendable {
    let maximumAge: Duration
    let steps: Int

    /// A window.
    ///
    /// - Parameters:
    ///   - maximumAge: How old a value may be that counts.
    ///   - steps: In how many steps old values go, 1 to 60.
    public static func sliding(_ maximumAge: Duration = .seconds(600), steps: Int = 5) -> QuantileWindow {
        QuantileWindow(maximumAge: max(maximumAge, .milliseconds(1)), steps: min(max(steps, 1), 60))
    }
}
