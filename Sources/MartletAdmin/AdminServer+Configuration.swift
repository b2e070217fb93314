public import Martlet
public import MartletHTTP
public import MartletLogging
public import MartletMetrics

extension AdminServer {
    /// What an admin port serves. Nothing but `/livez` is there unless it is given.
    public struct Configuration: Sendable {
        /// Whether the service wants requests; without it, it does from the start to the end.
        public var readiness: Readiness?

        /// What must work for the process to be worth keeping: a failure has it restarted. Most services need none.
        public var livenessChecks: [HealthCheck] = []

        /// What must work for the service to be sent requests.
        public var readinessChecks: [HealthCheck] = []

        /// What `/metrics` shows.
        public var metrics: (any MetricsExposition)?

        /// What `/debug/vars` shows.
        public var variables: (any MetricsExposition)?

        /// What `/debug/log` shows and changes.
        public var logLevels: LogLevels?

        /// What `/debug/endpoints` shows.
        public var endpoints: [EndpointOutline] = []

        /// What `/version` shows.
        public var version: AdminVersion?

        /// What others must send as `Authorization: Bearer …`; at least 16 random bytes. Needed unless the port listens on
        /// the loopback interface.
        public var bearerToken: String?

        /// Called once when the port listens, with the address and the port that it got.
        public var onListening: @Sendable (ServerAddress) -> Void = { _ in }

        /// Makes one that serves `/livez` and `/readyz`.
        public init() {}
    }
}
