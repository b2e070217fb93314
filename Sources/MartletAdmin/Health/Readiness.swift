public import ServiceLifecycle
import Synchronization

/// Whether the service wants requests: not before it runs, and no longer when it begins to shut down.
///
/// Give it to the service group **last**. Services are shut down in reverse order, so that it is the first to hear: `/readyz`
/// answers 503 at once, the ``drainDelay`` gives load balancers the time to notice, and only then the servers before it
/// stop taking connections.
///
/// ```swift
/// let readiness = Readiness(drainDelay: .seconds(5))
/// let admin = AdminServer(logger: logger) { $0.readiness = readiness }
/// try await ServiceGroup(
///     services: [admin, server, readiness], gracefulShutdownSignals: [.sigterm], logger: logger
/// ).run()
/// ```
public final class Readiness: Service {
    /// What the service says of itself.
    public struct State: Hashable, Sendable, CustomStringConvertible {
        /// `starting`, `ready` or `draining`.
        public let description: String

        /// It does not run yet.
        public static let starting = State(description: "starting")

        /// It wants requests.
        public static let ready = State(description: "ready")

        /// It shuts down.
        public static let draining = State(description: "draining")
    }

    /// How long the service goes on as before after it has said that it is draining.
    public let drainDelay: Duration

    private let current = Mutex(State.starting)
    private let sleep: @Sendable (Duration) async throws -> Void

    /// Makes one that is starting.
    ///
    /// - Parameters:
    ///   - drainDelay: How long the service goes on as before after it has said that it is draining; more than the
    ///     interval at which load balancers ask.
    ///   - clock: The clock to sleep on; tests pass a manual one.
    public init(drainDelay: Duration = .zero, clock: some Clock<Duration> = ContinuousClock()) {
        self.drainDelay = drainDelay
        sleep = { try await clock.sleep(for: $0) }
    }

    /// What the service says of itself at this moment.
    public var state: State { current.withLock { $0 } }

    /// Is ready until the service group shuts down, then drains.
    public func run() async throws {
        current.withLock { $0 = .ready }
        do {
            try await gracefulShutdown()
        } catch {
            current.withLock { $0 = .draining }
            throw error
        }
        current.withLock { $0 = .draining }
        if drainDelay > .zero { try await sleep(drainDelay) }
    }
}
