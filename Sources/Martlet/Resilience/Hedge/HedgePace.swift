/// How long to wait for an attempt before a second one is made, as the latency of the calls has it.
struct HedgePace {
    /// How often the delay is worked out, in calls: reading a histogram costs as much as recording some dozens.
    private static let callsPerUpdate = 32

    private let percentile: Double
    private let limits: ClosedRange<Duration>
    /// Fewer calls say nothing of the percentile: one of them should lie above it.
    private let fewestCalls: Int

    private var histogram: LatencyHistogram
    private var callsToUpdate = callsPerUpdate

    /// The longest delay as long as not enough is known.
    private(set) var delay: Duration

    /// - Parameters:
    ///   - percentile: Between 0 and 1.
    ///   - limits: The shortest and the longest delay.
    ///   - window: How long latencies are remembered.
    ///   - start: The present moment.
    init(percentile: Double, limits: ClosedRange<Duration>, window: Duration, start: Timestamp) {
        self.percentile = percentile
        self.limits = limits
        // One divided by 1 - 0.9 is a little more than ten.
        fewestCalls = Int((1 / (1 - percentile) - 1e-6).rounded(.up))
        histogram = LatencyHistogram(window: window, start: start)
        delay = limits.upperBound
    }

    /// Takes in how long a call took.
    mutating func record(_ latency: Duration, at now: Timestamp) {
        let isNewWindow = histogram.record(latency, at: now)
        callsToUpdate -= 1
        guard callsToUpdate <= 0 || isNewWindow || histogram.count == fewestCalls else { return }
        callsToUpdate = Self.callsPerUpdate
        guard histogram.count >= fewestCalls, let latency = histogram.quantile(percentile) else {
            delay = limits.upperBound
            return
        }
        delay = min(max(latency, limits.lowerBound), limits.upperBound)
    }
}
