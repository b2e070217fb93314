extension ZooKeeperSession {
    /// How a session runs.
    package struct Settings: Sendable {
        /// How many servers there are; at least one.
        package var servers: Int
        /// How long the servers keep the session without a sign of life: what is asked for.
        package var sessionTimeout: Duration
        /// How long a server has to accept the connection and the session.
        package var connectTimeout: Duration
        /// What is sent as credentials, without scheme `nil`.
        package var credentials: [UInt8]?
        /// How many requests may be under way at once; more wait.
        package var maximumInFlight = 256

        package init(
            servers: Int,
            sessionTimeout: Duration,
            connectTimeout: Duration,
            credentials: [UInt8]? = nil
        ) {
            self.servers = max(1, servers)
            self.sessionTimeout = sessionTimeout
            self.connectTimeout = connectTimeout
            self.credentials = credentials
        }
    }

    /// What happens to a session.
    package enum Event: Sendable {
        /// The client runs now.
        case started
        /// The connection that was asked for is there.
        case connected
        /// Bytes have arrived.
        case received([UInt8])
        /// The connection, or the attempt to make one, has ended.
        case closed
        /// The time of ``ZooKeeperSession/nextWakeUp`` has come.
        case wokeUp
        /// A request of the application, under a number of its own.
        case requested(UInt64, ZooKeeperRequest)
        /// The application no longer waits for it.
        case cancelled(UInt64)
        /// The client is to stop, and the session with it.
        case stopped
    }

    /// What is to be done about it, in this order.
    package enum Action: Hashable, Sendable {
        /// Connect to the server of this index.
        case connect(Int)
        /// Drop the connection, or the attempt to make one.
        case disconnect
        /// Send these bytes.
        case send([UInt8])
        /// A request has its answer.
        case answer(UInt64, Result<ZooKeeperReply, ZooKeeperErrorCode>)
        /// Something that was watched has changed.
        case changed(WatchEvent)
        /// The session is there: the number of it, and whether it is another than before.
        case established(Int64, isNew: Bool)
        /// The connection is gone, and all watches with it.
        case lost(String)
        /// The session has ended, and all ephemeral nodes with it. Another one is made.
        case expired
        /// The servers do not take the credentials.
        case refusedCredentials
        /// The session was stopped; nothing happens any more.
        case ended
    }
}
