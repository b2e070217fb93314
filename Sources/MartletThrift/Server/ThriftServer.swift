public import Logging
import Martlet
public import MartletHTTP
public import ServiceLifecycle

/// Serves bindings of an IDL over Thrift.
///
/// A call stays on the event loop of its connection: the endpoint begins on it at once, without a hop, and comes back to it after
/// every suspension. Calls of a connection run at the same time and are answered as they end. Code that blocks or computes for
/// long belongs on other threads.
///
/// ```swift
/// let server = ThriftServer(bindings, on: .hostname("127.0.0.1", port: 8083), logger: logger)
/// try await ServiceGroup(services: [server], gracefulShutdownSignals: [.sigint, .sigterm], logger: logger).run()
/// ```
///
/// Nothing happens until ``run()``. On graceful shutdown the server stops listening and reading, lets the calls in flight finish,
/// and returns; when the task is cancelled it closes everything at once.
public struct ThriftServer: Service {
    private let bindings: ThriftBindings
    private let address: ServerAddress
    private let configuration: Configuration
    private let logger: Logger

    /// Makes a server.
    ///
    /// - Parameters:
    ///   - bindings: What to serve.
    ///   - address: Where to listen.
    ///   - configuration: Limits, time-outs, threads, TLS; safe defaults.
    ///   - logger: Where errors go that have been answered, and what the server itself has to say.
    public init(
        _ bindings: ThriftBindings,
        on address: ServerAddress,
        configuration: Configuration = Configuration(),
        logger: Logger
    ) {
        self.bindings = bindings
        self.address = address
        self.configuration = configuration
        self.logger = logger
    }

    /// Serves until the service group shuts down or the task is cancelled.
    ///
    /// - Throws: ``ThriftBindingError`` when a name is not well formed or bound twice; an error of the system when the address
    ///   cannot be bound, or of TLS when the certificate and the key are not usable.
    public func run() async throws {
        let errorHandler = LoggingErrorHandler(logger)
        try await ServerListener.run(
            ThriftAcceptor(bindings, configuration: configuration, errorHandler: errorHandler),
            on: address,
            configuration: configuration,
            logger: logger
        )
    }
}

extension ThriftServer.Configuration: ListenerConfiguration {}

extension ThriftServer: CustomStringConvertible {
    /// `Thrift server on 127.0.0.1:8083`, as a service group names it in its log.
    public var description: String { "Thrift server on \(address)" }
}
