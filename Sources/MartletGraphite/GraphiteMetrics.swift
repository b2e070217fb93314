public import Logging
public import MartletMetrics
import MartletSockets
public import NIOCore
public import NIOPosix
public import ServiceLifecycle

/// Sends metrics to Graphite's carbon, or to anything else that speaks its protocols: lines over TCP or UDP, or pickles.
///
/// It is a factory for swift-metrics and a service that sends what was counted every few seconds:
///
/// ```swift
/// let metrics = GraphiteMetrics(to: .tcp("graphite.example.com"), every: .seconds(60), logger: logger)
/// let requests = Counter(label: "requests", dimensions: [("method", "GET")], factory: metrics)
/// try await ServiceGroup(services: [metrics, server], logger: logger).run()
/// ```
///
/// A counter becomes a point with what was added in the interval, a gauge one with its value; a timer or recorder four
/// of them, `.p50`, `.p90`, `.p95` and `.p99`, of the values of the interval, and none if it has had none. All points of
/// an interval have one time.
///
/// While carbon cannot be reached, points wait in a bounded queue and are sent with the time at which they were taken.
/// What was given to the system just before a connection broke is lost without anybody's knowing: carbon confirms
/// nothing. What is dropped is counted as `martlet_graphite_dropped`, by `reason` (`too_long`, `not_finite`, `unnamed`,
/// `samples`, `refused`). At a graceful shutdown the last interval is sent. In a group it goes before what it measures.
///
/// Source: https://graphite.readthedocs.io/en/stable/feeding-carbon.html
public struct GraphiteMetrics: RegistryBackedMetricsFactory, Service {
    /// Where the metrics are kept until they are sent.
    public let registry: MetricsRegistry

    private let socket: ReconnectingSocket
    private let push: any Service

    /// Makes an exporter; nothing is sent until it runs.
    ///
    /// - Parameters:
    ///   - address: Where to send to, and in which protocol.
    ///   - interval: The time between two points of a metric: carbon's finest retention as a rule, as of several points
    ///     within one step carbon keeps the last.
    ///   - configuration: The rest.
    ///   - group: The event loops to send on; those that the process shares unless others are given.
    ///   - logger: Where failures are logged.
    ///   - clock: The clock to sleep on; tests pass a manual one.
    public init(
        to address: GraphiteAddress,
        every interval: Duration = .seconds(10),
        configuration: Configuration = Configuration(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger,
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        let losses = LossesByReason<GraphiteLoss>(
            "martlet_graphite_dropped",
            configuration.push.metrics,
            warning: "some metrics were not sent to Graphite",
            logger: logger
        )
        registry = MetricsRegistry(configuration.registry, logger: logger)
        socket = ReconnectingSocket(address.peer, group: group) { losses.count(.refused) }
        push = MetricsPush(
            registry,
            to: GraphiteSink(
                encoder: GraphiteEncoder(configuration, to: address),
                losses: losses,
                socket: socket
            ),
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
}

extension GraphiteMetrics: CustomStringConvertible {
    /// `Graphite metrics`, as a service group names it in its log.
    public var description: String { "Graphite metrics" }
}
