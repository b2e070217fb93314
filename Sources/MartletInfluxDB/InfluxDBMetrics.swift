public import Logging
public import MartletHTTP
public import MartletMetrics
public import NIOCore
public import NIOPosix
public import ServiceLifecycle

/// Sends metrics to InfluxDB, or to anything else that speaks its line protocol: over HTTP or UDP.
///
/// It is a factory for swift-metrics and a service that sends what was counted every few seconds:
///
/// ```swift
/// let transport = NIOHTTPTransport()
/// let metrics = InfluxDBMetrics(
///     .version2("https://influxdb.example.com", organization: "shop", bucket: "services", token: token),
///     over: transport,
///     logger: logger
/// )
/// let requests = Counter(label: "requests", dimensions: [("method", "GET")], factory: metrics)
/// try await ServiceGroup(services: [transport, metrics, server], logger: logger).run()
/// ```
///
/// A counter becomes a point with the field `count`, what was added since the last point; a gauge one with the field
/// `value`; a recorder or timer one with the fields `p50`, `p90`, `p95` and `p99`. Labels become tags.
///
/// While the server cannot be reached, points wait in a queue that is bounded, and are sent with the time at which
/// they were taken. What the server refuses for good is dropped, logged, and counted as
/// `martlet_influxdb_dropped_points`. At a graceful shutdown the last points are sent. In a group it goes before what
/// it measures, and after its transport.
///
/// Use StatsD for a server that aggregates over many instances before it stores, and Prometheus where metrics are
/// scraped.
public struct InfluxDBMetrics: RegistryBackedMetricsFactory, Service {
    /// Where the metrics are kept until they are sent.
    public let registry: MetricsRegistry

    private let push: any Service

    /// Makes an exporter that writes over HTTP.
    ///
    /// - Parameters:
    ///   - endpoint: Where to write to.
    ///   - transport: What sends the requests.
    ///   - interval: The time between two points of a series.
    ///   - configuration: The rest.
    ///   - logger: Where failures are logged.
    ///   - clock: The clock to sleep on; tests pass a manual one.
    public init(
        _ endpoint: InfluxDBEndpoint,
        over transport: some HTTPTransport,
        every interval: Duration = .seconds(10),
        configuration: Configuration = Configuration(),
        logger: Logger,
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        registry = MetricsRegistry(configuration.registry, logger: logger)
        let options = configuration.push.named("influxdb")
        let sink = InfluxDBHTTPSink(
            endpoint: endpoint,
            transport: transport,
            encoder: InfluxDBEncoder(configuration, maximumBytes: configuration.maximumBytes),
            compresses: configuration.compresses,
            timeout: options.sendTimeout,
            losses: Losses("martlet_influxdb_dropped_points", options.metrics),
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

    /// Makes an exporter that writes over UDP, in datagrams of as many lines as fit.
    ///
    /// Nobody answers a datagram, so what is lost on the way is not known. Timestamps are in nanoseconds, unless
    /// ``Configuration/precision`` says otherwise, and the server must be set up for the same.
    ///
    /// - Parameters:
    ///   - host: The name or the address of the server.
    ///   - port: Its port; 8089 as a rule.
    ///   - interval: The time between two points of a series.
    ///   - configuration: The rest.
    ///   - group: The event loops to send on; those that the process shares unless others are given.
    ///   - logger: Where failures are logged.
    ///   - clock: The clock to sleep on; tests pass a manual one.
    public init(
        udp host: String,
        port: Int = 8_089,
        every interval: Duration = .seconds(10),
        configuration: Configuration = Configuration(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger,
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        registry = MetricsRegistry(configuration.registry, logger: logger)
        let options = configuration.push.named("influxdb")
        let sink = InfluxDBUDPSink(
            encoder: InfluxDBEncoder(configuration, maximumBytes: configuration.maximumDatagramBytes),
            losses: Losses("martlet_influxdb_dropped_points", options.metrics),
            sender: UDPSender(host: host, port: port, group: group)
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

    /// Sends until the task is cancelled, or shut down gracefully, which sends the last points.
    public func run() async throws {
        try await push.run()
    }
}

extension InfluxDBMetrics: CustomStringConvertible {
    /// `InfluxDB metrics`, as a service group names it in its log.
    public var description: String { "InfluxDB metrics" }
}
