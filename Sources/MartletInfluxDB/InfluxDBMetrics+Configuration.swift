public import MartletMetrics

extension InfluxDBMetrics {
    /// What can be chosen about an exporter to InfluxDB.
    public struct Configuration: Sendable {
        /// How series are kept; `globalLabels` are the tags of every point.
        public var registry = MetricsRegistry.Configuration()

        /// The queue of what could not be sent, its limits, the time that a request has, and when to try again.
        public var push = MetricsPushOptions()

        /// How fine timestamps are.
        public var precision = InfluxDBPrecision.nanoseconds

        /// Whether the points of recorders and timers also have the fields `count`, `sum`, `min` and `max`.
        public var includesTotals = false

        /// Whether a gauge that was not set since the last interval is sent again, with the value that it has.
        public var repeatsGauges = true

        /// Whether requests are compressed with gzip.
        public var compresses = true

        /// The points that a request has at most, one or more; 5,000 is what InfluxDB recommends.
        public var maximumLines = 5_000

        /// The bytes that the body of a request has at most, before it is compressed. A longer line is dropped.
        public var maximumBytes = 1_000_000

        /// The bytes that a datagram has at most: what an Ethernet without fragments carries, beside the headers of
        /// IPv6 and of a tunnel. A longer line is dropped.
        public var maximumDatagramBytes = 1_400

        /// Makes a configuration with the defaults.
        public init() {}
    }
}
