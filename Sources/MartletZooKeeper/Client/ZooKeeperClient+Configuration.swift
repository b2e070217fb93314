public import NIOSSL

extension ZooKeeperClient {
    /// How a client runs. Every option has a default.
    public struct Configuration: Sendable {
        /// Who the client is; nobody by default.
        public var credentials: ZooKeeperCredentials?

        /// How long the servers keep the session, and with it the registrations, without a sign of life. At least a
        /// second; servers take 4 to 40 seconds by default (`minSessionTimeout`), and what they say counts.
        public var sessionTimeout: Duration = .seconds(10)

        /// How long a server has to accept the connection and the session.
        public var connectTimeout: Duration = .seconds(2)

        /// How long a request may take, with the wait for a connection.
        public var requestTimeout: Duration = .seconds(10)

        /// How many requests may wait at once; the next one fails with `resourceExhausted`.
        public var maximumRequests = 10_000

        /// TLS, for the port that the servers call `secureClientPort`; none by default.
        public var tls: TLSConfiguration?

        /// Makes the defaults.
        public init() {}

        /// Makes the defaults and changes some of them.
        ///
        /// - Parameter change: Changes a configuration in place.
        public init(_ change: (inout Configuration) -> Void) {
            self.init()
            change(&self)
        }
    }
}
