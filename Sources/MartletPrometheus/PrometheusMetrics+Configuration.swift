public import MartletMetrics

extension PrometheusMetrics {
    /// Names, buckets, limits. Every option has a default.
    public struct Configuration: Sendable {
        /// What is kept, and how much of it.
        public var registry: MetricsRegistry.Configuration

        /// The quantiles that are shown of metrics that keep them.
        public var quantiles: [Double] = [0.5, 0.9, 0.95, 0.99]

        /// Whether the page tells of the process: CPU time, memory, open files, when it was started.
        public var includesProcessMetrics = true

        /// Makes the defaults.
        ///
        /// - Parameter names: How names become those of Prometheus.
        public init(names: PrometheusNames = .conventional) {
            registry = MetricsRegistry.Configuration {
                $0.distribution = .prometheusBuckets
                $0.naming = names.naming
            }
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
