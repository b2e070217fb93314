public import NIOCore
import NIOPosix
public import NIOSSL

extension NIOHTTPTransport {
    /// How a transport connects, and what it lets a server send.
    public struct Configuration: Sendable {
        /// How long it may take until a request can be sent on a new connection, TLS included; 5 seconds.
        public var connectTimeout = Duration.seconds(5)

        /// How long a connection without a request is kept; 55 seconds, since many servers keep theirs for a minute.
        public var idleTimeout = Duration.seconds(55)

        /// Connections to one server on one event loop, 1 or more; 128. When all have requests, the next ones wait for them.
        public var connectionCount = 128

        /// Requests that may wait for a connection to one server on one event loop; 10 000. One too many fails at once with
        /// `resourceExhausted`.
        public var waitingCount = 10_000

        /// Bytes of the head of an answer, up to 65 535; 32 KiB. A larger one fails the call with `internal`.
        public var headByteCount = 32 * 1_024

        /// Fields of an answer, up to 65 535; 200.
        public var fieldCount = 200

        /// Trust roots, the certificate of the client, versions; the system's roots unless another one is set.
        public var tls = TLSConfiguration.makeClientConfiguration()

        /// The event loops of connections whose calls come from outside of any loop; those that the process shares.
        ///
        /// A call from a loop, as that of a server's endpoint is, goes over a connection on that loop, whatever this is. All others
        /// to one server share one loop of these.
        public var eventLoopGroup: any EventLoopGroup = .singletonMultiThreadedEventLoopGroup

        /// Makes a configuration with the values above.
        public init() {}

        /// Makes a configuration.
        ///
        /// - Parameter configure: Changes what should not be as it is.
        public init(_ configure: (inout Configuration) throws -> Void) rethrows {
            try configure(&self)
        }
    }
}
