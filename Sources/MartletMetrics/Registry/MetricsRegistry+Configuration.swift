extension MetricsRegistry {
    /// What a registry keeps, and how much of it. Every option has a default.
    public struct Configuration: Sendable {
        /// How many series one metric may have; whatever is over it is counted on one series more, with the label
        /// ``MetricLabel/overflow``, and a warning says so.
        public var maximumSeriesPerMetric = 1_000

        /// How many metrics there may be; what is over it is not kept, and a warning says so.
        public var maximumMetrics = 10_000

        /// How many labels a series may have; the first ones stay.
        public var maximumLabels = 32

        /// The longest name of a metric or a label, in bytes; what is longer is cut.
        public var maximumNameLength = 255

        /// The longest value of a label, in bytes; what is longer is cut.
        public var maximumLabelValueLength = 1_024

        /// How histograms and timers are kept that have not been described.
        public var distribution = DistributionAggregation.quantiles()

        /// The unit in which timers are kept.
        public var timerUnit = MetricTimeUnit.seconds

        /// Makes names fit for the backend.
        public var naming = MetricNaming.unchanged

        /// The labels of every series. A metric's own label of the same name wins.
        public var globalLabels: [MetricLabel] = []

        /// Identifies the current trace, to be kept beside a value in a bucket; `nil` when there is none. It is asked
        /// for every value, so it should be quick.
        public var exemplar: (@Sendable () -> [MetricLabel]?)?

        /// Makes the defaults.
        public init() {}

        /// Makes the defaults and changes some of them.
        ///
        /// - Parameter change: Changes a configuration in place.
        public init(_ change: (inout Configuration) -> Void) {
            self.init()
            change(&self)
        }
    }
}
