public import MartletThriftProtocol
public import NIOCore
import NIOPosix
public import NIOSSL

extension ThriftClient {
    /// How a client runs. Every option has a default.
    public struct Configuration: Sendable {
        /// How messages stand one behind the other; it must be the server's.
        public var transport = ThriftTransport.framed

        /// What messages look like; it must be the server's, unless the transport is ``ThriftTransport/header``, which has no JSON.
        public var `protocol` = ThriftProtocolKind.binary

        /// How many connections calls are spread over. Each carries any number of calls at the same time. Choose 1 for a server that
        /// serves one connection after the other, as Apache's `TSimpleServer` does.
        public var connectionCount = 2

        /// Calls that may wait on one connection for their replies; further ones fail with `resource_exhausted`.
        public var callCount = 4096

        /// Bounds on one message of the server; a longer one ends the connection.
        public var limits = ThriftLimits()

        /// Bytes of the headers of an answer, up to 262,140.
        public var headerByteCount = 16 * 1024

        /// How long connecting may take.
        public var connectTimeout: Duration = .seconds(5)

        /// The wait after a failed attempt to connect, doubled with each further one. Calls meanwhile fail at once.
        public var backoff: Duration = .milliseconds(50)

        /// The longest wait.
        public var maximumBackoff: Duration = .seconds(5)

        /// What the server's certificate must satisfy; `nil` speaks without TLS.
        public var tls: TLSConfiguration?

        /// Whose threads the connections are on.
        public var eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton

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
