public import Logging
public import MartletMetrics
import MartletSockets
public import NIOCore
public import NIOPosix
public import ServiceLifecycle

/// Sends metrics to StatsD, DogStatsD or Telegraf: over UDP, TCP or a Unix datagram socket.
///
/// It is a factory for swift-metrics and a service that sends what was counted every few seconds:
///
/// ```swift
/// let metrics = StatsDMetrics(to: .udp("127.0.0.1"), dialect: .dogStatsD, logger: logger)
/// let requests = Counter(label: "requests", dimensions: [("method", "GET")], factory: metrics)
/// try await ServiceGroup(services: [metrics, server], logger: logger).run()
/// ```
///
/// A counter becomes one line with what was added in the interval, a gauge one line with its value if it was set; a
/// timer or recorder one line for each value. Lines share datagrams. Nothing is sent of what did not happen.
///
/// A datagram that nobody takes is lost. Where the system says so, it is counted, and what follows waits in a bounded
/// queue until the server is back. What is dropped is counted as `martlet_statsd_dropped`, by `reason` (`too_long`,
/// `not_finite`, `unnamed`, `samples`, `refused`, `queue_full`, `unsupported`). At a graceful shutdown the last interval
/// is sent. In a group it goes before what it measures.
///
/// Every value of a timer is sent, so this suits hundreds of calls a second, or thousands with a sample rate; where
/// there are more, and where a server can scrape, use Prometheus.
///
/// Source: https://github.com/statsd/statsd/blob/master/docs/metric_types.md
public struct StatsDMetrics: RegistryBackedMetricsFactory, Service {
    /// Where the metrics are kept until they are sent.
    public let registry: MetricsRegistry

    private let reports: StatsDReports
    private let socket: ReconnectingSocket
    private let push: any Service

    /// Makes an exporter; nothing is sent until it runs.
    ///
    /// - Parameters:
    ///   - address: Where to send to.
    ///   - dialect: What is understood there.
    ///   - interval: The time between two values of a metric, as long as the server's flush interval as a rule.
    ///   - configuration: The rest.
    ///   - group: The event loops to send on; those that the process shares unless others are given.
    ///   - logger: Where failures are logged.
    ///   - clock: The clock to sleep on; tests pass a manual one.
    public init(
        to address: StatsDAddress,
        dialect: StatsDDialect = .statsD,
        every interval: Duration = .seconds(10),
        configuration: Configuration = Configuration(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger,
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        let maximumBytes = configuration.datagramBytes(to: address)
        var kept = configuration.registry
        // `ms` says so.
        kept.timerUnit = .milliseconds
        let losses = LossesByReason<StatsDLoss>(
            "martlet_statsd_dropped",
            configuration.push.metrics,
            warning: "some metrics were not sent to StatsD",
            logger: logger
        )
        let now = configuration.push.wallClock
        registry = MetricsRegistry(kept, logger: logger)
        reports = StatsDReports(
            ReportQueue(maximumCount: configuration.maximumReports, maximumBytes: maximumBytes),
            dialect: dialect,
            labels: kept.globalLabels,
            losses: losses,
            now: { now() / 1_000_000_000 }
        )
        socket = ReconnectingSocket(address.peer, group: group) { losses.count(.refused) }
        let sink = StatsDSink(
            encoder: StatsDEncoder(configuration, dialect: dialect, maximumBytes: maximumBytes),
            reports: reports,
            losses: losses,
            socket: socket
        )
        push = MetricsPush(
            registry,
            to: sink,
            every: interval,
            options: configuration.push,
            logger: logger,
            clock: clock
        )
    }

    /// Sends until the task is cancelled, or shut down gracefully, which sends the last interval.
    public func run() async throws {
        do {
            try await push.run()
        } catch {
            // Closed by the push only when it ends in peace.
            await socket.close()
            throw error
        }
    }

    /// Reports an event with the metrics of this interval.
    ///
    /// - Returns: Whether it will be sent; not in a dialect without events, when it is longer than a datagram, and when
    ///   too many wait. It is counted then.
    @discardableResult
    public func report(_ event: DogStatsDEvent) -> Bool {
        reports.append(event)
    }

    /// Reports a service check with the metrics of this interval.
    ///
    /// - Returns: Whether it will be sent; not in a dialect without service checks, when it is longer than a datagram,
    ///   and when too many wait. It is counted then.
    @discardableResult
    public func report(_ check: DogStatsDServiceCheck) -> Bool {
        reports.append(check)
    }
}

extension StatsDMetrics: CustomStringConvertible {
    /// `StatsD metrics`, as a service group names it in its log.
    public var description: String { "StatsD metrics" }
}

extension StatsDMetrics.Configuration {
    func datagramBytes(to address: StatsDAddress) -> Int {
        var bytes = 1_432
        if case .unixDatagram = address.peer { bytes = 8_192 }
        return min(max(maximumDatagramBytes ?? bytes, 1), 65_507)
    }
}

extension StatsDEncoder {
    init(_ configuration: StatsDMetrics.Configuration, dialect: StatsDDialect, maximumBytes: Int) {
        self.dialect = dialect
        self.maximumBytes = maximumBytes
        prefix = configuration.prefix
        numbers = configuration.numbers
        histogramType = configuration.histogramType ?? dialect.histogramType
        types = configuration.types
        resetsNegativeGauges = configuration.resetsNegativeGauges ?? dialect.readsSignsAsChanges
        repeatsGauges = configuration.repeatsGauges
        packsValues = configuration.packsValues
    }
}
