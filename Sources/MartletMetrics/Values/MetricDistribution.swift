/// What is known of the values of a histogram or a timer, however they were kept.
package struct MetricDistribution {
    package let count: Double
    package let sum: Double
    package let minimum: Double?
    package let maximum: Double?
    private let quantiles: (Double) -> Double?

    /// - Returns: `nil` for what is no distribution.
    package init?(_ value: MetricValue) {
        switch value {
        case .counter, .gauge:
            return nil
        case .sketch(let sketch):
            count = Double(sketch.count)
            sum = sketch.sum
            minimum = sketch.minimum
            maximum = sketch.maximum
            quantiles = sketch.quantile
        case .samples(let samples):
            let sorted = samples.values.sorted()
            let weight = samples.rate > 0 ? 1 / samples.rate : 1
            count = Double(sorted.count) * weight
            sum = sorted.reduce(0, +) * weight
            minimum = sorted.first
            maximum = sorted.last
            quantiles = { quantile in
                guard !sorted.isEmpty else { return nil }
                let rank = (quantile * Double(sorted.count)).rounded(.up)
                return sorted[min(max(Int(rank) - 1, 0), sorted.count - 1)]
            }
        case .buckets(let buckets):
            count = Double(buckets.count)
            sum = buckets.sum
            minimum = nil
            maximum = nil
            quantiles = buckets.quantile
        }
    }

    /// The value below which a part of the values lies; `nil` when there are none.
    package func quantile(_ quantile: Double) -> Double? { quantiles(quantile) }
}
