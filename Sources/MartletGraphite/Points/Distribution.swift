import MartletMetrics

/// A distribution that is not empty, in whatever form it was kept.
struct Distribution {
    let count: Double
    let sum: Double
    private let kept: Kept

    private enum Kept {
        case sketch(QuantileSketch)
        case sorted([Double])
        case buckets(BucketedDistribution)
    }

    /// `nil` for what is no distribution, and for one without values.
    init?(_ value: MetricValue) {
        switch value {
        case .sketch(let sketch):
            guard sketch.count > 0 else { return nil }
            count = Double(sketch.count)
            sum = sketch.sum
            kept = .sketch(sketch)
        case .samples(let samples):
            let values = samples.values.filter(\.isFinite).sorted()
            guard !values.isEmpty else { return nil }
            // Estimates, where not every value was kept.
            let weight = samples.rate > 0 ? 1 / samples.rate : 1
            count = Double(values.count) * weight + Double(samples.dropped) * weight
            sum = values.reduce(0, +) * count / Double(values.count)
            kept = .sorted(values)
        case .buckets(let buckets):
            guard buckets.count > 0 else { return nil }
            count = Double(buckets.count)
            sum = buckets.sum
            kept = .buckets(buckets)
        case .counter, .gauge:
            return nil
        }
    }

    /// The smallest value that so many of all are not above; in buckets, between their bounds.
    ///
    /// - Parameter quantile: 0 to 1.
    func quantile(_ quantile: Double) -> Double {
        switch kept {
        case .sketch(let sketch):
            return sketch.quantile(quantile) ?? .nan
        case .sorted(let values):
            let rank = Int((quantile * Double(values.count)).rounded(.up))
            return values[min(max(rank, 1), values.count) - 1]
        case .buckets(let buckets):
            return buckets.quantile(quantile) ?? .nan
        }
    }
}
