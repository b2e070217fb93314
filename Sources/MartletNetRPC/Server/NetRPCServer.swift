public import Logging
import Martlet
public import MartletHTTP
public import ServiceLifecycle

/// Serves a table of methods to clients of Go's `net/rpc`.
///
/// A call stays on the event loop of its connection: the endpoint begins on it at once, without a hop, and comes back to it after
/// every suspension. Calls of a connection run at the same time and are answered as they end. Code that blocks or computes for
/// long belongs on other threads.
///
/// ```swift
/// let server = NetRPCServer(methods, on: .hostname("127.0.0.1", port: 8085), logger: logger)
/// try await ServiceGroup(services: [server], gracefulShutdownSignals: [.sigint, .sigterm], logger: logger).run()
/// ```
///
/// Nothing happens until ``run()``. On graceful shutdown the server stops listening and reading, lets the calls in flight finish,
/// and returns; when the task is cancelled it closes everything at once.
public struct NetRPCServer: Service {
    private let methods: NetRPCMethods
    private let address: ServerAddress
    private let configuration: Configuration
    private let logger: Logger

    /// Makes a server.
    ///
    /// - Parameters:
    ///   - methods: What to serve.
    ///   - address: Where to listen.
    ///   - configuration: Limits, time-outs, threads, TLS; safe defaults.
    ///   - logger: Where errors go that have been answered, and what the server itself has to say.
    public init(
        _ methods: NetRPCMethods,
        on address: ServerAddress,
        configuration: Configuration = Configuration(),
        logger: Logger
    ) {
        self.methods = methods
        self.address = address
        self.configuration = configuration
        self.logger = logger
    }

    /// Serves until the service group shuts down or the task is cancelled.
    ///
    /// - Throws: ``NetRPCMethodError`` when a name is not well formed or bound twice; an error of the system when the address
    ///   cannot be bound, or of TLS when the certificate and the key are not usable.
    public func run() async throws {
        let errorHandler = LoggingErrorHandler(logger)
        try await ServerListener.run(
            NetRPCAcceptor(methods, configuration: configuration, errorHandler: errorHandler),
            on: address,
            configuration: configuration,
            logger: logger
        )
    }
}

extension NetRPCServer.Configuration: ListenerConfiguration {}

extension NetRPCServer: CustomStringConvertible {
    /// `net/rpc server on 127.0.0.1:8085`, as a service group names it in its log.
    public var description: String { "net/rpc server on \(address)" }
}
