/// Values and how often each occurred, at most so many distinct ones.
struct DistinctValues: Equatable {
    private(set) var values: [Double] = []
    private(set) var counts: [Double] = []

    /// Puts together what is in no order.
    ///
    /// - Parameters:
    ///   - pairs: Values and their counts.
    ///   - limit: How many distinct values may remain, one or more.
    init(_ pairs: [(value: Double, count: Double)], limit: Int = CloudWatchLimits.maximumDistinctValues) {
        for (value, count) in pairs.sorted(by: { $0.value < $1.value }) where count > 0 {
            if value == values.last {
                counts[counts.count - 1] += count
            } else {
                values.append(value)
                counts.append(count)
            }
        }
        while values.count > max(limit, 1) { merge(downTo: max(limit, 1)) }
    }

    /// Merges the nearest neighbours, by ratio where both have one sign, into their weighted means: every other one
    /// that is near enough, so that few passes do for many values.
    private mutating func merge(downTo limit: Int) {
        let excess = values.count - limit
        let distances = values.indices.dropLast().map { Self.distance(values[$0], values[$0 + 1]) }
        // As many pairs as there are too many values have a distance of at most this.
        let threshold = distances.sorted()[excess - 1]
        var merged: (values: [Double], counts: [Double]) = ([], [])
        var removed = 0
        var index = 0
        while index < values.count {
            if index + 1 < values.count, removed < excess, distances[index] <= threshold {
                let count = counts[index] + counts[index + 1]
                let weight = counts[index + 1] / count
                merged.values.append(values[index] + (values[index + 1] - values[index]) * weight)
                merged.counts.append(count)
                removed += 1
                index += 2
            } else {
                merged.values.append(values[index])
                merged.counts.append(counts[index])
                index += 1
            }
        }
        (values, counts) = merged
    }

    private static func distance(_ lower: Double, _ upper: Double) -> Double {
        if lower > 0 { return upper / lower - 1 }
        if upper < 0 { return lower / upper - 1 }
        // Over zero: never nearer than what has one sign.
        return .infinity
    }
}
