public import MartletMetrics
import MartletSockets

extension GraphiteMetrics {
    /// What can be chosen about an exporter to Graphite.
    public struct Configuration: Sendable {
        /// How series are kept. Its `globalLabels` are the first labels of every metric. Timers are in seconds unless
        /// its `timerUnit` says otherwise.
        public var registry = MetricsRegistry.Configuration()

        /// The queue of what could not be sent, its limits, and when to try again. Its `metrics` count what is dropped.
        public var push = MetricsPushOptions { $0.name = "graphite" }

        /// What all paths begin with, such as `shop.eu1.`; the dot is not added.
        public var prefix = ""

        /// What becomes of labels.
        public var labels = GraphiteLabels.pathSegments

        /// How numbers are written. In pickles they have all their bits.
        public var numbers = GraphiteNumberFormat.shortest

        /// Whether a counter to which nothing was added in an interval is sent as 0, so that a curve has no gaps.
        public var repeatsCounters = true

        /// Whether a gauge that was not set since the last interval is sent again, so that a curve has no gaps.
        public var repeatsGauges = true

        /// Whether a timer or recorder also has the paths `.count` and `.sum`.
        public var includesTotals = false

        /// The bytes that are sent in one go at most, 1 or more, over connections; up to 1,048,576 in pickles, of
        /// which carbon reads no longer ones.
        public var maximumBatchBytes = 65_536

        /// The points that a pickle has at most, 1 or more.
        public var maximumPicklePoints = 500

        /// The bytes that a datagram has at most, 1 up to 65,507: what an Ethernet carries in one piece. A longer line
        /// is dropped.
        public var maximumDatagramBytes = 1_432

        /// Makes a configuration with the defaults.
        public init() {}
    }
}

extension GraphiteEncoder {
    init(_ configuration: GraphiteMetrics.Configuration, to address: GraphiteAddress) {
        format = address.format
        prefix = configuration.prefix
        labels = configuration.labels
        numbers = configuration.numbers
        repeatsCounters = configuration.repeatsCounters
        repeatsGauges = configuration.repeatsGauges
        includesTotals = configuration.includesTotals
        maximumPoints = max(configuration.maximumPicklePoints, 1)
        maximumBytes = max(configuration.maximumBatchBytes, 1)
        // The length before a pickle does not count.
        if address.format == .pickle { maximumBytes = min(maximumBytes, 1_048_576) }
        if case .udp = address.peer { maximumBytes = min(max(configuration.maximumDatagramBytes, 1), 65_507) }
    }
}
