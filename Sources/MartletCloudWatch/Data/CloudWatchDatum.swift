/// One element of `MetricData`. Source:
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html>.
struct CloudWatchDatum: Equatable {
    /// What a datum says of the values.
    enum Content: Equatable {
        case value(Double)
        case statistics(StatisticSet)
        /// Distinct values, and how often each occurred.
        case values([Double], counts: [Double])
    }

    var name: String
    var dimensions: [Dimension]
    var unit: String?
    var content: Content

    struct Dimension: Equatable {
        var name: String
        var value: String
    }
}

/// Minimum, maximum, sum and count of values: the `StatisticSet` of CloudWatch.
struct StatisticSet: Equatable {
    var minimum = 0.0
    var maximum = 0.0
    var sum = 0.0
    var count = 0.0

    /// The statistics of values; all zeros when there are none.
    init(_ values: [Double] = []) {
        for value in values { record(value) }
    }

    init(minimum: Double, maximum: Double, sum: Double, count: Double) {
        self.minimum = minimum
        self.maximum = maximum
        self.sum = sum
        self.count = count
    }

    mutating func record(_ value: Double) {
        minimum = count == 0 ? value : min(minimum, value)
        maximum = count == 0 ? value : max(maximum, value)
        sum += value
        count += 1
    }
}
