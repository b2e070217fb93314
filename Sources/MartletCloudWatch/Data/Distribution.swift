import MartletMetrics

/// What is known of the values of a histogram or a timer, however they were kept.
struct Distribution {
    let count: Double
    let sum: Double
    let minimum: Double?
    let maximum: Double?
    /// The values, as far as they are known, and how often each occurred.
    let pairs: [(value: Double, count: Double)]
    private let quantiles: (Double) -> Double?

    /// - Returns: `nil` for what is no distribution.
    init?(_ value: MetricValue) {
        switch value {
        case .counter, .gauge:
            return nil
        case .sketch(let sketch):
            count = Double(sketch.count)
            sum = sketch.sum
            minimum = sketch.minimum
            maximum = sketch.maximum
            var pairs: [(value: Double, count: Double)] = []
            sketch.forEachBin { value, count in pairs.append((value, Double(count))) }
            self.pairs = pairs
            quantiles = sketch.quantile
        case .samples(let samples):
            let sorted = samples.values.sorted()
            let weight = samples.rate > 0 ? 1 / samples.rate : 1
            count = Double(sorted.count) * weight
            sum = sorted.reduce(0, +) * weight
            minimum = sorted.first
            maximum = sorted.last
            pairs = sorted.map { ($0, weight) }
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
            pairs = Self.middles(of: buckets)
            quantiles = buckets.quantile
        }
    }

    /// Minimum, maximum, sum and count, as CloudWatch takes them; `nil` when one of them is not known or out of range.
    var statistics: StatisticSet? {
        guard count > 0, let least = minimum ?? pairs.first?.value, let most = maximum ?? pairs.last?.value,
            let minimum = CloudWatchLimits.value(least), let maximum = CloudWatchLimits.value(most),
            let sum = CloudWatchLimits.value(sum)
        else { return nil }
        return StatisticSet(minimum: minimum, maximum: maximum, sum: sum, count: count)
    }

    /// The value below which a part of the values lies; `nil` when there are none.
    func quantile(_ quantile: Double) -> Double? { quantiles(quantile) }

    /// The middle of each bucket that is not empty, and above the last bound that bound.
    private static func middles(of buckets: BucketedDistribution) -> [(value: Double, count: Double)] {
        var pairs: [(value: Double, count: Double)] = []
        var lower = min(0, buckets.upperBounds.first ?? 0)
        for (index, count) in buckets.counts.enumerated() {
            let upper = index < buckets.upperBounds.count ? buckets.upperBounds[index] : lower
            if count > 0 { pairs.append((lower + (upper - lower) / 2, Double(count))) }
            lower = upper
        }
        return pairs
    }
}
