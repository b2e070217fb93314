#if GRPC
import Martlet
public import MartletHTTP
public import ServiceLifecycle
import Synchronization

/// The health service of gRPC, `grpc.health.v1.Health`: which services take calls, for load balancers, Kubernetes and
/// `grpcurl`.
///
/// ```swift
/// let health = GRPCHealth(services: ["pb.Add"])
/// let routes = HTTPRoutes {
///     add
///     health
/// }
/// health.set(.notServing, for: "pb.Add")
/// ```
///
/// The empty name stands for the server as a whole. A service that is not known is answered with `notFound` by `Check`, and with
/// `SERVICE_UNKNOWN` by `Watch`, which goes on until it is known.
///
/// Watching never ends by itself, and so keeps a server from shutting down gracefully. Run the health as a service, after the
/// server in the group, so that it ends first: it then says that nothing is served any more, and ends all watches.
///
/// Source: [gRPC health checking](https://github.com/grpc/grpc/blob/master/doc/health-checking.md).
public final class GRPCHealth: Service {
    /// What is said of a service.
    public enum ServingStatus: Hashable, Sendable {
        /// It takes calls.
        case serving
        /// It takes none.
        case notServing
        /// Nothing is known.
        case unknown
    }

    private struct State {
        var statuses: [String: ServingStatus]
        var watches: [UInt64: Watch] = [:]
        var nextWatch: UInt64 = 0
        var isShutDown = false
    }

    private struct Watch {
        let service: String
        let continuation: AsyncStream<ServingStatus?>.Continuation
    }

    private let state: Mutex<State>

    /// Makes the health of a server, and of services that are served from the beginning.
    ///
    /// - Parameter services: The full names of the services.
    public init(services: [String] = []) {
        var statuses: [String: ServingStatus] = ["": .serving]
        for service in services { statuses[service] = .serving }
        state = Mutex(State(statuses: statuses))
    }

    /// Says how a service is. After the shut-down nothing changes any more.
    ///
    /// - Parameters:
    ///   - status: How it is.
    ///   - service: Its full name; the server as a whole unless one is given.
    public func set(_ status: ServingStatus, for service: String = "") {
        state.withLock { state in
            guard !state.isShutDown, state.statuses[service] != status else { return }
            state.statuses[service] = status
            for watch in state.watches.values where watch.service == service { watch.continuation.yield(status) }
        }
    }

    /// Says that nothing is served any more, and ends all watches.
    public func shutDown() {
        // Ended outside of the lock, which whoever hears of the end takes.
        let watches = state.withLock { state -> [Watch] in
            guard !state.isShutDown else { return [] }
            state.isShutDown = true
            for service in state.statuses.keys { state.statuses[service] = .notServing }
            for watch in state.watches.values { watch.continuation.yield(state.statuses[watch.service]) }
            defer { state.watches = [:] }
            return Array(state.watches.values)
        }
        for watch in watches { watch.continuation.finish() }
    }

    /// Waits until the task is cancelled or shut down gracefully, then shuts down.
    public func run() async throws {
        // Both ways of ending are the ordinary end of a service.
        try? await gracefulShutdown()
        shutDown()
    }

    func check(_ service: String) throws -> ServingStatus {
        guard let status = state.withLock({ $0.statuses[service] }) else {
            throw Status(.notFound, "the service \"\(service.prefix(200))\" is not known")
        }
        return status
    }

    /// The status now and at each change; `nil` while the service is not known.
    func watch(_ service: String) -> AsyncStream<ServingStatus?> {
        // Whoever reads slowly is told the last status only.
        let (stream, continuation) = AsyncStream.makeStream(
            of: ServingStatus?.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        let number: UInt64? = state.withLock { state in
            continuation.yield(state.statuses[service])
            guard !state.isShutDown else {
                continuation.finish()
                return nil
            }
            state.nextWatch += 1
            state.watches[state.nextWatch] = Watch(service: service, continuation: continuation)
            return state.nextWatch
        }
        if let number {
            continuation.onTermination = { [weak self] _ in
                _ = self?.state.withLock { $0.watches.removeValue(forKey: number) }
            }
        }
        return stream
    }
}

extension GRPCHealth {
    /// The service, for a table of routes.
    public var service: GRPCService {
        let check = Endpoint("grpc.health.v1.Health/Check", isIdempotent: true) { (service: String) in
            try self.check(service)
        }
        let watch = Endpoint("grpc.health.v1.Health/Watch", isIdempotent: true) { (service: String) in
            ResponseStream(self.watch(service))
        }
        return GRPCService("grpc.health.v1.Health") {
            GRPCMethod("Check", to: check) { (request: Grpc_Health_V1_HealthCheckRequest) in
                request.service
            } encode: { status in
                Grpc_Health_V1_HealthCheckResponse(status)
            }
            GRPCMethod(serverStreaming: "Watch", to: watch) { (request: Grpc_Health_V1_HealthCheckRequest) in
                request.service
            } encode: { status in
                Grpc_Health_V1_HealthCheckResponse(status)
            }
        }
    }
}

extension Grpc_Health_V1_HealthCheckResponse {
    fileprivate init(_ status: GRPCHealth.ServingStatus?) {
        self.init()
        self.status =
            switch status {
            case .serving: .serving
            case .notServing: .notServing
            case .unknown: .unknown
            case nil: .serviceUnknown
            }
    }
}

extension HTTPRoutesBuilder {
    /// The health service.
    public static func buildExpression(_ health: GRPCHealth) -> [Route] { health.service.routes }
}
#endif
