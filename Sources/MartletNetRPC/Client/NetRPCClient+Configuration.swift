public import MartletGob
public import NIOCore
import NIOPosix
public import NIOSSL

extension NetRPCClient {
    /// How a client runs. Every option has a default.
    public struct Configuration: Sendable {
        /// Which protocol the server speaks.
        public var wire = NetRPCWire.gob

        /// The path of the HTTP upgrade; Go's is `/_goRPC_`.
        public var path = "/_goRPC_"

        /// How many connections calls are spread over. Each carries any number of calls at the same time.
        public var connectionCount = 2

        /// Calls that may wait on one connection for their replies; further ones fail with `resource_exhausted`.
        public var callCount = 4096

        /// Bytes of one message of the server; a longer one ends the connection.
        public var messageByteCount = 16 * 1024 * 1024

        /// How long connecting may take, the upgrade included.
        public var connectTimeout: Duration = .seconds(5)

        /// The wait after a failed attempt to connect, doubled with each further one. Calls meanwhile fail at once.
        public var backoff: Duration = .milliseconds(50)

        /// The longest wait.
        public var maximumBackoff: Duration = .seconds(5)

        /// The types that interface values may have, in gob.
        public var types = GobTypes()

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

/// What a client speaks.
public struct NetRPCWire: Hashable, Sendable {
    enum Value {
        case gob, gobOverHTTP, json
    }

    let value: Value

    /// Gobs on a connection of their own: `rpc.Dial`.
    public static let gob = NetRPCWire(value: .gob)

    /// Gobs after an HTTP upgrade: `rpc.DialHTTP`.
    public static let gobOverHTTP = NetRPCWire(value: .gobOverHTTP)

    /// JSON-RPC 1.0 on a connection of its own: `jsonrpc.Dial`.
    public static let json = NetRPCWire(value: .json)
}
