import NIOCore
public import NIOSSL

extension HTTPServer {
    /// How a server runs. Every option has a default.
    public struct Configuration: Sendable {
        /// How much a client may make the server read and hold.
        public var limits = ServerLimits()

        /// How long the server waits for its clients.
        public var timeouts = ServerTimeouts()

        /// How many event loops, and so threads, serve connections.
        public var threads = ServerThreads.available

        /// What is read from the fields of a request into the context of the call.
        public var propagation = HTTPPropagation()

        /// What is told of requests: an access log, metrics, spans.
        public var observability = HTTPServerObservability()

        /// The certificate, the key, and whether clients must show theirs; `nil` serves plain HTTP.
        ///
        /// ```swift
        /// configuration.tls = .makeServerConfiguration(
        ///     certificateChain: try NIOSSLCertificate.fromPEMFile("server.pem").map { .certificate($0) },
        ///     privateKey: .privateKey(try NIOSSLPrivateKey(file: "server.key", format: .pem))
        /// )
        /// ```
        public var tls: TLSConfiguration?

        /// What the server calls itself in the log.
        public var name = "HTTP server"

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

/// How many threads serve connections.
public struct ServerThreads: Sendable {
    private let requested: Int?

    /// As many as the process may use processors: by its affinity, its control group, and what the machine has.
    public static let available = ServerThreads(requested: nil)

    /// A fixed number.
    ///
    /// - Parameter count: The number, at least 1.
    public static func count(_ count: Int) -> ServerThreads {
        ServerThreads(requested: max(1, count))
    }

    /// How many there are.
    package var count: Int {
        requested ?? min(System.coreCount, ProcessorAffinity.count ?? .max)
    }
}
