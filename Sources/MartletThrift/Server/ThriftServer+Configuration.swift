public import MartletHTTP
public import MartletThriftProtocol
public import NIOSSL

extension ThriftServer {
    /// How a server runs. Every option has a default.
    public struct Configuration: Sendable {
        /// How messages stand one behind the other; ``ThriftTransport/header`` also takes clients of the other two.
        public var transport = ThriftTransport.framed

        /// What messages look like. Clients of ``ThriftTransport/header`` choose between binary and compact themselves.
        public var `protocol` = ThriftProtocolKind.binary

        /// How much a client may make the server read and hold.
        public var limits = ThriftServerLimits()

        /// How long the server waits for its clients: `receive` is from the first byte of a call to its last.
        public var timeouts = ServerTimeouts()

        /// How many event loops, and so threads, serve connections.
        public var threads = ServerThreads.available

        /// The time that a call may take; then it is cancelled, and answered with `deadline_exceeded`. `nil` sets no deadline
        /// but the client's, which only ``ThriftTransport/header`` carries.
        public var callTimeout: Duration?

        /// What is read from the headers of a call into its context.
        public var propagation = ThriftPropagation()

        /// The certificate, the key, and whether clients must show theirs; `nil` serves without TLS.
        public var tls: TLSConfiguration?

        /// What the server calls itself in the log.
        public var name = "Thrift server"

        /// Connections that the kernel holds until they are accepted.
        public var backlog = 1024

        /// Called once when the server listens, with the address and the port that it got.
        public var onListening: @Sendable (ServerAddress) -> Void = { _ in }

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

/// How much a client may make a Thrift server read and hold. Every bound has a safe default.
public struct ThriftServerLimits: Sendable {
    /// Bounds on one message: its bytes, strings, elements and depth. A longer one is refused and ends the connection.
    public var message = ThriftLimits()

    /// Bytes of the headers of a call, up to 262,140.
    public var headerByteCount = 16 * 1024

    /// Calls of a connection that are answered at the same time; no more is read before one of them has been. With 1 they are
    /// answered in the order in which they come, for clients that send several at once and do not look at the numbers of the answers.
    public var callCount = 256

    /// Connections open at once; further ones are closed.
    public var connectionCount = 10_000

    /// Makes the defaults.
    public init() {}
}
