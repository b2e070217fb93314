public import Logging
public import MartletHTTP
public import MartletMetrics
public import ServiceLifecycle

/// Sends metrics to Circonus, as JSON to a check of the type HTTPTrap.
///
/// It is a factory for swift-metrics and a service that sends what was counted every few seconds:
///
/// ```swift
/// let transport = NIOHTTPTransport()
/// let metrics = CirconusMetrics(submissionURL: url, over: transport, logger: logger)
/// let requests = Counter(label: "requests", dimensions: [("method", "GET")], factory: metrics)
/// try await ServiceGroup(services: [transport, metrics, server], logger: logger).run()
/// ```
///
/// A counter becomes a number, what was added since the last one; a gauge becomes its value; a recorder or timer
/// becomes a histogram, from which Circonus calculates any quantile, over any number of instances. Labels become
/// stream tags.
///
/// While the broker cannot be reached, metrics wait in a queue that is bounded, and are sent with the time at which
/// they were taken. What it refuses is dropped, logged, and counted as `martlet_circonus_dropped_metrics`. At a
/// graceful shutdown the last metrics are sent. In a group it goes before what it measures, and after its transport.
///
/// The brokers of Circonus have certificates of an authority of its own: give its certificate to the transport as a
/// trust root. The submission URL holds the secret of the check, and is in no log.
///
/// Source: <https://docs.circonus.com/circonus/integrations/library/json-push-httptrap/>.
public struct CirconusMetrics: RegistryBackedMetricsFactory, Service {
    /// Where the metrics are kept until they are sent.
    public let registry: MetricsRegistry

    private let push: any Service

    /// Makes an exporter.
    ///
    /// - Parameters:
    ///   - submissionURL: The "Data Submission URL" of the check: `https://broker:43191/module/httptrap/…/secret`.
    ///   - transport: What sends the requests.
    ///   - interval: The time between two values of a metric.
    ///   - configuration: The rest.
    ///   - logger: Where failures are logged.
    ///   - clock: The clock to sleep on; tests pass a manual one.
    public init(
        submissionURL: String,
        over transport: some HTTPTransport,
        every interval: Duration = .seconds(10),
        configuration: Configuration = Configuration(),
        logger: Logger,
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        registry = MetricsRegistry(configuration.registry, logger: logger)
        let options = configuration.push.named("circonus")
        let sink = CirconusSink(
            url: submissionURL,
            transport: transport,
            encoder: CirconusEncoder(configuration),
            timeout: options.sendTimeout,
            losses: Losses("martlet_circonus_dropped_metrics", options.metrics),
            logger: logger
        )
        push = MetricsPush(
            registry,
            to: sink,
            every: interval,
            options: options,
            logger: logger,
            clock: clock
        )
    }

    /// Sends until the task is cancelled, or shut down gracefully, which sends the last metrics.
    public func run() async throws {
        try await push.run()
    }
}

extension CirconusMetrics {
    /// What can be chosen about an exporter to Circonus.
    public struct Configuration: Sendable {
        /// How series are kept; `globalLabels` are tags of every metric.
        public var registry = MetricsRegistry.Configuration()

        /// The queue of what could not be sent, its limits, the time that a request has, and when to try again.
        public var push = MetricsPushOptions()

        /// Whether every metric has the time at which it was taken (`_ts`), rather than the time at which it arrives,
        /// which is later when it had to wait.
        public var sendsTimestamps = true

        /// Whether a gauge that was not set since the last interval is sent again, with the value that it has.
        public var repeatsGauges = true

        /// The metrics that a request has at most, one or more.
        public var maximumMetrics = 5_000

        /// The bytes that the body of a request has at most. A larger metric is dropped.
        public var maximumBytes = 1_000_000

        /// Makes a configuration with the defaults.
        public init() {}
    }
}

extension CirconusMetrics: CustomStringConvertible {
    /// `Circonus metrics`, as a service group names it in its log.
    public var description: String { "Circonus metrics" }
}
