public import CoreMetrics
public import Logging
import Martlet
public import ServiceLifecycle
import Synchronization

/// Runs the watches of a process: one for each service, shared by every endpoint that uses it.
///
/// ```swift
/// let discovery = Discovery(logger: logger)
/// let strings = discovery.instances(of: ConsulResolver(consul, service: "stringsvc"))
/// let uppercase = Endpoint<UppercaseRequest, UppercaseResponse>("uppercase", balancing: strings, by: .peakEWMA) {
///     http.at("http://\($0.address)").endpoint("uppercase", .post, "/uppercase")
/// }
/// try await ServiceGroup(services: [discovery, server], gracefulShutdownSignals: [.sigterm], logger: logger).run()
/// ```
///
/// In a group it goes before the servers whose endpoints use it: a group shuts down from the last service to the first, so
/// instances are watched until the last request has been answered.
///
/// While a registry is away, its last snapshot stays and is used; the watch is tried again after a random delay that
/// grows. How long it has been away is a metric, and ``Configuration/maximumAge`` can end it.
///
/// Metrics, by `service` (``Resolver/id``): the meter `martlet_discovery_instances`, the meter
/// `martlet_discovery_age_seconds`, for how long the registry has been away, and the counters
/// `martlet_discovery_updates` and `martlet_discovery_failures`.
public final class Discovery: Service {
    private struct State {
        var watches: [String: Watch] = [:]
        var runner: AsyncStream<Watch>.Continuation?
    }

    private let configuration: Configuration
    private let logger: Logger
    private let factory: (any MetricsFactory)?
    private let clock: any Clock<Duration>
    private let state = Mutex(State())
    private let cleanup = Cleanup()

    /// Makes a discovery. Nothing happens until ``run()``.
    ///
    /// - Parameters:
    ///   - configuration: Delays and limits.
    ///   - logger: Where to say which instances there are, and that a registry is away or back.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - clock: The clock to wait on; tests pass a manual one.
    public init(
        configuration: Configuration = Configuration(),
        logger: Logger,
        metrics: (any MetricsFactory)? = nil,
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        self.configuration = configuration
        self.logger = logger
        factory = metrics
        self.clock = clock
    }

    /// The instances that a resolver finds. For resolvers of the same id they are the same object.
    ///
    /// - Parameter resolver: Finds them. The watch begins when the discovery runs, or at once when it does.
    public func instances(of resolver: some Resolver) -> Instances {
        state.withLock { state in
            if let watch = state.watches[resolver.id] { return watch.instances }
            let watch = Watch(
                resolver,
                configuration: configuration,
                report: WatchReport(service: resolver.id, logger: logger, factory: factory),
                cleanup: cleanup
            )
            state.watches[resolver.id] = watch
            state.runner?.yield(watch)
            return watch.instances
        }
    }

    /// Watches until the service group shuts down or the task is cancelled.
    public func run() async throws {
        let (added, runner) = AsyncStream.makeStream(of: Watch.self)
        state.withLock { state in
            state.runner = runner
            for watch in state.watches.values { runner.yield(watch) }
        }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.cleanup.run() }
            await cancelWhenGracefulShutdown {
                await withDiscardingTaskGroup { group in
                    for await watch in added {
                        group.addTask { await watch.run(on: self.clock) }
                    }
                    group.cancelAll()
                }
            }
            self.cleanup.finish()
        }
        state.withLock { $0.runner = nil }
    }
}

extension Discovery: CustomStringConvertible {
    /// `discovery`, as a service group names it in its log.
    public var description: String { "discovery" }
}
