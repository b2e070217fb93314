public import MartletMetrics

extension CloudWatchMetrics {
    /// What can be chosen about an exporter to CloudWatch.
    public struct Configuration: Sendable {
        /// How series are kept; `globalLabels` are the first dimensions of every metric.
        public var registry = MetricsRegistry.Configuration()

        /// The queue of what could not be sent, its limits, the time that a request has, and when to try again.
        public var push = MetricsPushOptions()

        /// What is sent of recorders and timers.
        public var distribution = CloudWatchDistribution.percentiles()

        /// Whether a gauge that was not set since the last interval is sent again, with the value that it has.
        public var repeatsGauges = true

        /// Whether CloudWatch keeps a value per second rather than one per minute, which costs more.
        public var isHighResolution = false

        /// The data that a request has at most, 1 to 1,000.
        public var maximumDataPerRequest = 20

        /// The bytes that a request has at most, up to 1,000,000.
        public var maximumBytes = 1_000_000

        /// The requests that are under way at the same time, 1 to 20; less counts as 1, more as 20.
        public var requestsInFlight = 10

        /// Makes a configuration with the defaults.
        public init() {}
    }
}
