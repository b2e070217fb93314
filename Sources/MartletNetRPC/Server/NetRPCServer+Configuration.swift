public import MartletGob
public import MartletHTTP
public import NIOSSL

extension NetRPCServer {
    /// How a server runs. Every option has a default.
    public struct Configuration: Sendable {
        /// How much a client may make the server read and hold.
        public var limits = NetRPCServerLimits()

        /// How long the server waits for its clients: `receive` is from the first byte of a call to its last.
        public var timeouts = ServerTimeouts()

        /// How many event loops, and so threads, serve connections.
        public var threads = ServerThreads.available

        /// The time that a call may take; then it is cancelled, and answered with `deadline_exceeded`. `nil` sets no deadline: this
        /// wire has no field for the client's.
        public var callTimeout: Duration?

        /// Which protocols clients may speak; the server tells them apart by the first bytes.
        public var protocols: NetRPCProtocols = [.gob, .gobOverHTTP, .json]

        /// The path of the HTTP upgrade; Go's is `/_goRPC_`.
        public var path = "/_goRPC_"

        /// The types that interface values may have, in gob.
        public var types = GobTypes()

        /// The certificate, the key, and whether clients must show theirs; `nil` serves without TLS.
        public var tls: TLSConfiguration?

        /// What the server calls itself in the log.
        public var name = "net/rpc server"

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

/// How much a client may make a server of net/rpc read and hold. Every bound has a safe default.
public struct NetRPCServerLimits: Sendable {
    /// Bytes of one message: a header, arguments, or the definition of a type. A longer one ends the connection.
    public var messageByteCount = 1024 * 1024

    /// Calls of a connection that are answered at the same time; no more is read before one of them has been.
    public var callCount = 256

    /// Connections open at once; further ones are closed.
    public var connectionCount = 10_000

    /// Bytes of the head of an HTTP upgrade.
    public var headByteCount = 8 * 1024

    /// How deep values may be nested.
    public var depth = 100

    /// How many types a connection may define, in gob.
    public var typeCount = 1000

    /// Makes the defaults.
    public init() {}
}

/// Which protocols a server speaks.
public struct NetRPCProtocols: OptionSet, Sendable {
    /// The bits.
    public let rawValue: Int

    /// Makes a set of its bits.
    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Gobs on a connection of their own: `rpc.Dial`.
    public static let gob = NetRPCProtocols(rawValue: 1)

    /// Gobs after an HTTP upgrade: `rpc.DialHTTP`.
    public static let gobOverHTTP = NetRPCProtocols(rawValue: 2)

    /// JSON-RPC 1.0 on a connection of its own: `jsonrpc.Dial`.
    public static let json = NetRPCProtocols(rawValue: 4)
}
