public import CoreMetrics
public import Logging
import Martlet
public import ServiceLifecycle
import Synchronization

/// Keeps this process in a registry while it serves.
///
/// ```swift
/// let registrar = Registrar(ConsulRegistry(consul, service: "stringsvc", check: .ttl(.seconds(10))), logger: logger)
/// var configuration = HTTPServer.Configuration()
/// configuration.onListening = { address in
///     registrar.announce(Instance(host: "10.0.0.5", port: UInt16(address.port ?? 0)))
/// }
/// let server = HTTPServer(routes, on: address, configuration: configuration, logger: logger)
/// try await ServiceGroup(services: [server, registrar], gracefulShutdownSignals: [.sigterm], logger: logger).run()
/// ```
///
/// In a group it goes **after** the server: a group shuts down from the last service to the first. So the instance is
/// taken out of the registry first, clients have ``Configuration/drainDelay`` to learn of it while the server still
/// serves them, and then the server ends what is in flight.
///
/// Nothing is registered before ``announce(_:)``, which the server calls when it listens. When a lease or a session is
/// lost, or the registry has been restarted and knows nothing, the instance is registered again, after a random delay that
/// grows while the registry stays away. A registry that is away never ends the process.
///
/// When the task is cancelled, as by a second signal, or the process is killed, the instance stays until its lease or
/// check has run out.
///
/// Metrics, by `service` (``Registry/id``): the meter `martlet_registrar_registered`, 1 or 0, and the counters
/// `martlet_registrar_registrations` and `martlet_registrar_failures`.
public final class Registrar: Service {
    private let registry: any Registry
    private let configuration: Configuration
    private let clock: any Clock<Duration>
    private let report: RegistrarReport
    private let confirmed = Atomic(false)
    private let announcements: AsyncStream<Instance>
    private let announcement: AsyncStream<Instance>.Continuation

    /// Makes a registrar. Nothing happens until ``run()``.
    ///
    /// - Parameters:
    ///   - registry: Where to register.
    ///   - configuration: Delays and limits.
    ///   - logger: Where to say that the instance is registered, or why it is not.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - clock: The clock to wait on; tests pass a manual one.
    public init(
        _ registry: some Registry,
        configuration: Configuration = Configuration(),
        logger: Logger,
        metrics: (any MetricsFactory)? = nil,
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        self.registry = registry
        self.configuration = configuration
        self.clock = clock
        report = RegistrarReport(service: registry.id, logger: logger, factory: metrics)
        (announcements, announcement) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    /// Says that this process is ready, and how it is reached. Only the first time counts.
    ///
    /// - Parameter instance: The instance, with an address that clients can reach: not `0.0.0.0`.
    public func announce(_ instance: Instance) {
        announcement.yield(instance)
    }

    /// Whether the registry has the instance, as far as is known: for a readiness check.
    public var isRegistered: Bool { confirmed.load(ordering: .relaxed) }

    /// Registers, and keeps registered until the service group shuts down, and then takes the instance out.
    ///
    /// - Throws: `CancellationError` when the task was cancelled; then the instance is left to its lease.
    public func run() async throws {
        try await run(on: clock)
    }

    private func run<C: Clock<Duration>>(on clock: C) async throws {
        let announced: Instance? = await cancelWhenGracefulShutdown {
            for await instance in self.announcements {
                await self.keep(instance, on: clock)
                return instance
            }
            return nil
        }
        try Task.checkCancellation()
        guard let announced else { return }
        await remove(announced, on: clock)
        try await clock.sleep(for: configuration.drainDelay)
    }

    /// Keeps the instance registered until the task is cancelled.
    private func keep<C: Clock<Duration>>(_ instance: Instance, on clock: C) async {
        var backoff = ReconnectBackoff(minimum: configuration.minimumBackoff, maximum: configuration.maximumBackoff)
        var generator = SystemRandomNumberGenerator()
        while !Task.isCancelled {
            let start = clock.now
            let failure: Status
            do {
                try await registry.keep(instance) { self.confirm(instance) }
                failure = Status(.unavailable, "the registration has ended")
            } catch {
                failure = Status(error)
            }
            if confirmed.exchange(false, ordering: .relaxed) { backoff.succeeded(for: start.duration(to: clock.now)) }
            guard !Task.isCancelled else { return }
            let delay = backoff.next(using: &generator)
            report.lost(failure, nextTry: delay)
            // Ends early when the task is cancelled, which the loop sees.
            try? await clock.sleep(for: delay)
        }
    }

    private func confirm(_ instance: Instance) {
        if !confirmed.exchange(true, ordering: .relaxed) { report.registered(instance) }
    }

    /// Takes the instance out, again and again while the registry is away, until there is no time left.
    private func remove<C: Clock<Duration>>(_ instance: Instance, on clock: C) async {
        let failure: Status? = await withTaskGroup(of: RemovalEvent.self) { group in
            group.addTask { .ended(await self.removeRepeatedly(instance, on: clock)) }
            group.addTask {
                try? await clock.sleep(for: self.configuration.removalTimeout)
                return .timeIsUp
            }
            defer { group.cancelAll() }
            for await event in group {
                if case .ended(let failure) = event { return failure }
                group.cancelAll()
            }
            return nil
        }
        if let failure { report.notRemoved(failure) } else { report.removed() }
    }

    private enum RemovalEvent {
        /// And why the instance is still there.
        case ended(Status?)
        case timeIsUp
    }

    /// - Returns: Why the instance is still there; `nil` when it is not.
    private func removeRepeatedly<C: Clock<Duration>>(_ instance: Instance, on clock: C) async -> Status? {
        var backoff = ReconnectBackoff(minimum: configuration.minimumBackoff, maximum: configuration.maximumBackoff)
        var generator = SystemRandomNumberGenerator()
        var failure: Status?
        while !Task.isCancelled {
            do {
                try await registry.remove(instance)
                return nil
            } catch {
                guard !Task.isCancelled else { break }
                failure = Status(error)
                guard Status(error).code.isServerFault else { return failure }
            }
            // Ends early when the task is cancelled, which the loop sees.
            try? await clock.sleep(for: backoff.next(using: &generator))
        }
        return failure ?? Status(.deadlineExceeded, "the registry has not answered in time")
    }
}

extension Registrar: CustomStringConvertible {
    /// `registrar` and where, as a service group names it in its log.
    public var description: String { "registrar of \(registry.id)" }
}
