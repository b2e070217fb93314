public import MartletMetrics

extension StatsDMetrics {
    /// What can be chosen about an exporter to StatsD.
    public struct Configuration: Sendable {
        /// How series are kept. Its `globalLabels` are the first labels of every metric, event and service check.
        ///
        /// Timers and recorders keep every value, up to 10,000 of a series in an interval. With
        /// `.samples(rate: 0.1)` each value is kept with a probability of one in ten, and sent with the mark `|@0.1`, by
        /// which the server divides; for one metric alone, `registry.describe` chooses it. Of a distribution that is
        /// kept in another way, numbers are sent that the server can't make itself: with `.quantiles()` the gauges
        /// `.p50`, `.p90`, `.p95` and `.p99` and the counters `.count` and `.sum`; with `.buckets(…)` only the counters.
        ///
        /// Timers are always in milliseconds.
        public var registry: MetricsRegistry.Configuration

        /// The queue of what could not be sent, its limits, and when to try again; up to 10,000 datagrams wait. Its
        /// `metrics` count what is dropped.
        public var push = MetricsPushOptions {
            $0.name = "statsd"
            $0.maximumPayloads = 10_000
        }

        /// What all names begin with, such as `shop.`; the dot is not added.
        public var prefix = ""

        /// How numbers are written.
        public var numbers = StatsDNumberFormat.shortest

        /// What recorders are; `nil` for what the dialect has: timings in StatsD, histograms in the others.
        public var histogramType: StatsDType?

        /// What a timer or a recorder with this name is, if something else. Without the prefix.
        public var types: [String: StatsDType] = [:]

        /// The bytes that a datagram has at most, 1 up to 65,507. `nil` for 1,432, which an Ethernet carries in one
        /// piece, and 8,192 for a Unix socket. A longer line is dropped.
        public var maximumDatagramBytes: Int?

        /// Whether a gauge is set to 0 before it is set to a negative number, in the same datagram, as servers take
        /// `-5|g` for "take 5 away". `nil` for what the dialect needs: Datadog's agent takes it for the number.
        public var resetsNegativeGauges: Bool?

        /// Whether a gauge that was not set since the last interval is sent again: for servers that forget.
        public var repeatsGauges = false

        /// Whether the values of a timer or recorder share a line, `name:1:2:3|h`: DogStatsD's protocol 1.1, which
        /// Datadog's agent reads from version 7.25 on. Nobody else does.
        public var packsValues = false

        /// How many events and service checks may wait for the end of an interval, 0 or more.
        public var maximumReports = 1_000

        /// Makes a configuration with the defaults.
        public init() {
            registry = MetricsRegistry.Configuration {
                $0.distribution = .samples()
                $0.timerUnit = .milliseconds
            }
        }
    }
}
