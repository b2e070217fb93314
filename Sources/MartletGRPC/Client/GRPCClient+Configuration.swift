public import NIOSSL

extension GRPCClient {
    /// How a client connects, and what it bounds.
    public struct Configuration: Sendable {
        /// TLS with ALPN `h2`, or `nil` for plain text, which needs a server that expects HTTP/2 without an upgrade.
        public var tls: TLSConfiguration?

        /// The name that the certificate of the server must be for; the host of the target unless chosen.
        public var serverName: String?

        /// What the client calls the server (`:authority`); host and port of the target unless chosen.
        public var authority: String?

        /// The name of the application, which goes before the name of this library in `user-agent`.
        public var userAgent: String?

        /// The time for name, TCP, TLS and the first frame of the server together.
        public var connectTimeout: Duration = .seconds(5)

        /// The pause after a connection could not be made; calls fail at once in that time.
        public var reconnectPause = ReconnectPause()

        /// Connections at once. Another one is made only when those that there are have all the streams that the server
        /// allows.
        public var connectionCount = 4

        /// Calls at once on one connection, if the server allows as many: it allows 100 unless it says otherwise.
        public var streamCount = 1_000

        /// Calls that wait for a connection, or for a stream to become free; more are refused.
        public var waitingCallCount = 10_000

        /// Bytes of a message that is received, on the wire and unpacked: 4 MiB as everywhere in gRPC.
        public var receivedMessageByteCount = MessageLimit.defaultReceivedByteCount

        /// Bytes of a message that is sent, before it is compressed.
        public var sentMessageByteCount = Int(Int32.max)

        /// Bytes of the fields of an answer, counted as HTTP/2 does.
        public var headerByteCount = 64 * 1_024

        /// Compresses messages of 64 bytes and more with gzip. Answers in gzip are understood either way.
        public var compressesRequests = false

        /// How a peer that is gone is noticed while calls wait for it.
        public var keepAlive: KeepAlive? = KeepAlive()

        /// The time after which a connection without calls is closed.
        public var idleTimeout: Duration = .seconds(30 * 60)

        /// Bytes of one answer that the server may send ahead of the reader, and for which there must be memory.
        public var streamWindowByteCount = 1_024 * 1_024

        /// Makes the default configuration.
        public init() {}

        /// How long a client waits after a connection could not be made: longer each time, and never exactly as long, so that
        /// many clients do not come back at once.
        ///
        /// Source: [connection backoff](https://github.com/grpc/grpc/blob/master/doc/connection-backoff.md); its first pause
        /// of a second is made for the internet.
        public struct ReconnectPause: Hashable, Sendable {
            /// The pause after the first failure.
            public var initial: Duration = .milliseconds(100)

            /// The longest pause. Each is 1.6 times as long as the one before.
            public var maximum: Duration = .seconds(20)

            /// Makes the default.
            public init() {}
        }

        /// PING after a time without a sign of life of the server, only while there are calls.
        ///
        /// Servers count them: most break a connection off (`too_many_pings`) that has more than one in five minutes. Agree
        /// with yours before choosing less. Source: [A8: client-side
        /// keepalive](https://github.com/grpc/proposal/blob/master/A8-client-side-keepalive.md).
        public struct KeepAlive: Hashable, Sendable {
            /// The time without a sign of life, at least a second.
            public var interval: Duration

            /// The time for the answer; without one the connection is given up.
            public var timeout: Duration

            /// Makes one.
            public init(interval: Duration = .seconds(5 * 60), timeout: Duration = .seconds(20)) {
                self.interval = interval
                self.timeout = timeout
            }
        }
    }
}
