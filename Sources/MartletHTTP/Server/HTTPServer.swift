public import Logging
import Martlet
import NIOSSL
public import ServiceLifecycle

/// Serves a table of routes over HTTP/1.1 and HTTP/2, on one port.
///
/// A request stays on the event loop of its connection: the endpoint begins on it at once, without a hop, and comes back
/// to it after every suspension. Code that blocks or computes for long belongs on other threads.
///
/// ```swift
/// let server = HTTPServer(routes, on: .hostname("127.0.0.1", port: 8080), logger: logger)
/// try await ServiceGroup(services: [server], gracefulShutdownSignals: [.sigint, .sigterm], logger: logger).run()
/// ```
///
/// Nothing happens until ``run()``. On graceful shutdown the server stops listening, closes idle connections, lets the
/// requests in flight finish, and returns; when the task is cancelled it closes everything at once. It never returns
/// before the last endpoint has: one that does not heed cancellation is waited for.
public struct HTTPServer: Service {
    private let routes: HTTPRoutes
    private let address: ServerAddress
    private let configuration: Configuration
    private let logger: Logger

    /// Makes a server.
    ///
    /// - Parameters:
    ///   - routes: What to serve.
    ///   - address: Where to listen.
    ///   - configuration: Limits, time-outs, threads, TLS; safe defaults.
    ///   - logger: Where errors go that have been answered, and what the server itself has to say.
    public init(
        _ routes: HTTPRoutes,
        on address: ServerAddress,
        configuration: Configuration = Configuration(),
        logger: Logger
    ) {
        self.routes = routes
        self.address = address
        self.configuration = configuration
        self.logger = logger
    }

    /// Serves until the service group shuts down or the task is cancelled.
    ///
    /// - Throws: ``RoutingError`` when routes conflict; an error of the system when the address cannot be bound, or of TLS
    ///   when the certificate and the key are not usable.
    public func run() async throws {
        let application = try HTTPApplication(
            routes,
            propagation: configuration.propagation,
            observer: RequestObserver(configuration.observability),
            logger: logger
        )
        var configuration = configuration
        if configuration.tls?.applicationProtocols.isEmpty == true {
            configuration.tls?.applicationProtocols = VersionDetector.applicationProtocols
        }
        try await ServerListener.run(
            HTTPAcceptor(application, configuration: configuration),
            on: address,
            configuration: configuration,
            logger: logger
        )
    }
}

extension HTTPServer.Configuration: ListenerConfiguration {}

extension HTTPServer: CustomStringConvertible {
    /// `HTTP server on 127.0.0.1:8080`, as a service group names it in its log.
    public var description: String { "HTTP server on \(address)" }
}
