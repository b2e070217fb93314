/// What is sent of a recorder or a timer.
///
/// Each costs what one metric costs, and percentiles cost one each.
public struct CloudWatchDistribution: Sendable {
    enum Form: Sendable {
        case percentiles([Double])
        case statisticSet
        case values
    }

    let form: Form

    /// One metric per percentile of the interval, with the percentile at the end of its name: `latency_50`,
    /// `latency_99.9`.
    ///
    /// Percentiles of several instances or intervals cannot be put together to one; use ``values`` for that.
    ///
    /// - Parameter quantiles: From 0 to 1; others are left out.
    public static func percentiles(_ quantiles: [Double] = [0.5, 0.9, 0.95, 0.99]) -> CloudWatchDistribution {
        CloudWatchDistribution(form: .percentiles(quantiles.filter { (0...1).contains($0) }))
    }

    /// Minimum, maximum, sum and count.
    public static let statisticSet = CloudWatchDistribution(form: .statisticSet)

    /// The distinct values and how often each occurred, from which CloudWatch calculates any percentile, over any
    /// number of instances.
    ///
    /// CloudWatch takes 150 distinct values at most. When there are more, neighbours are put together, those that are
    /// nearest to each other first, so that the error is small where most values are.
    public static let values = CloudWatchDistribution(form: .values)
}
