public import MartletMetrics

extension PrometheusMetrics {
    /// Names, buckets, limits. Every option has a default.
    public struct Configuration: Sendable {
        /// What is kept, and how much of it. Its naming is that of ``names``, whatever it is set to; its default
        /// distribution is `DistributionAggregation.prometheusBuckets`, from 5 ms to 10 s.
        public var registry: MetricsRegistry.Configuration

        /// How names become those of Prometheus.
        public var names: PrometheusNames

        /// The quantiles that are shown of metrics that keep them, 0 to 1.
        public var quantiles: [Double] = [0.5, 0.9, 0.95, 0.99]

        /// Whether the page tells of the process: CPU time, memory, open files, when it was started.
        public var includesProcessMetrics = true

        /// Makes the defaults.
        ///
        /// - Parameter names: How names become those of Prometheus.
        public init(names: PrometheusNames = .conventional) {
            self.names = names
            registry = MetricsRegistry.Configuration { $0.distribution = .prometheusBuckets }
        }

        /// Makes the defaults and changes some of them.
        ///
        /// - Parameters:
        ///   - names: How names become those of Prometheus.
        ///   - change: Changes a configuration in place.
        public init(names: PrometheusNames = .conventional, _ change: (inout Configuration) -> Void) {
            self.init(names: names)
            change(&self)
        }
    }
}
