public import Logging
public import MartletHTTP
public import MartletMetrics
public import ServiceLifecycle

/// Sends metrics to Amazon CloudWatch, with `PutMetricData` requests that are signed with Signature Version 4.
///
/// It is a factory for swift-metrics and a service that sends what was counted every minute.
///
/// ```swift
/// let transport = NIOHTTPTransport()
/// let metrics = CloudWatchMetrics(
///     namespace: "Shop/Checkout",
///     at: CloudWatchEndpoint(region: "eu-central-1"),
///     credentials: StaticAWSCredentials(AWSCredentials(accessKeyID: keyID, secretAccessKey: secret)),
///     over: transport,
///     logger: logger
/// )
/// let requests = Counter(label: "requests", dimensions: [("method", "GET")], factory: metrics)
/// try await ServiceGroup(services: [transport, metrics, server], logger: logger).run()
/// ```
///
/// A counter becomes a value, what was added since the last one; a gauge becomes its value; a recorder or timer
/// becomes what ``Configuration/distribution`` says. Labels become dimensions, in their order, 30 at most. Every
/// combination of dimensions is a metric that CloudWatch bills.
///
/// While CloudWatch cannot be reached, data wait in a queue that is bounded, and are sent with the time at which they
/// were taken. What it refuses, and numbers that it does not take, are dropped, logged, and counted as
/// `martlet_cloudwatch_dropped_data`. At a graceful shutdown the last data are sent. In a group it goes before what
/// it measures, and after its transport.
public struct CloudWatchMetrics: RegistryBackedMetricsFactory, Service {
    /// Where the metrics are kept until they are sent.
    public let registry: MetricsRegistry

    private let push: any Service

    /// Makes an exporter.
    ///
    /// - Parameters:
    ///   - namespace: The namespace of all metrics, 1 to 255 printable ASCII characters; `AWS/` at its beginning is
    ///     AWS's own.
    ///   - endpoint: Where CloudWatch is.
    ///   - credentials: Gives the credentials; asked before every request.
    ///   - transport: What sends the requests.
    ///   - interval: The time between two values of a metric. CloudWatch keeps one per minute unless
    ///     ``Configuration/isHighResolution`` is set.
    ///   - configuration: The rest.
    ///   - logger: Where failures are logged.
    ///   - clock: The clock to sleep on; tests pass a manual one.
    public init(
        namespace: String,
        at endpoint: CloudWatchEndpoint,
        credentials: some AWSCredentialsProvider,
        over transport: some HTTPTransport,
        every interval: Duration = .seconds(60),
        configuration: Configuration = Configuration(),
        logger: Logger,
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        registry = MetricsRegistry(configuration.registry, logger: logger)
        let options = configuration.push.named("cloudwatch")
        let sink = CloudWatchSink(
            endpoint: endpoint,
            transport: transport,
            credentials: credentials,
            encoder: CloudWatchEncoder(namespace: namespace, configuration),
            requestsInFlight: configuration.requestsInFlight,
            timeout: options.sendTimeout,
            losses: Losses("martlet_cloudwatch_dropped_data", options.metrics),
            logger: logger,
            now: options.wallClock
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

    /// Sends until the task is cancelled, or shut down gracefully, which sends the last data.
    public func run() async throws {
        try await push.run()
    }
}

extension CloudWatchMetrics: CustomStringConvertible {
    /// `CloudWatch metrics`, as a service group names it in its log.
    public var description: String { "CloudWatch metrics" }
}
