public import AsyncHTTPClient
public import Logging
public import Martlet
public import MartletHTTP
public import NIOCore
public import ServiceLifecycle

/// Sends requests with async-http-client: HTTP/1.1 and HTTP/2, TLS, pooled connections.
///
/// Give it a client that is yours, and shut that down yourself:
///
/// ```swift
/// let http = HTTPCaller(AsyncHTTPClientTransport(client))
/// ```
///
/// Or let it make one, and run it as a service. In a group it goes before the servers that call through it: a group
/// shuts down from the last service to the first, so the client goes when the last request has been answered.
///
/// ```swift
/// let transport = AsyncHTTPClientTransport()
/// let http = HTTPCaller(transport)
/// try await ServiceGroup(services: [transport, server], logger: logger).run()
/// ```
///
/// The deadline of a call covers connecting, the request, and the answer to its last byte, a stream too. Cancelling the
/// task closes the connection (with HTTP/2, resets the stream), which cancels the work of a peer that is built with
/// this kit.
public final class AsyncHTTPClientTransport: HTTPTransport, Service {
    private let client: HTTPClient
    private let logger: Logger?
    /// Shuts the client down when it is this transport's own.
    private let owned: OwnedHTTPClient?

    /// Makes a transport on a client of your own, which you shut down when the last call is over.
    ///
    /// What the client does on its own account counts for every call: it follows redirects, unpacks bodies, tries again
    /// to connect and makes spans, if it is configured to. Most of this is its default; ``standardConfiguration`` does
    /// none of it.
    ///
    /// - Parameters:
    ///   - client: The client.
    ///   - logger: Where the client logs what it does per request, mostly at the levels of debugging; nowhere by
    ///     default.
    public init(_ client: HTTPClient, logger: Logger? = nil) {
        self.client = client
        self.logger = logger
        owned = nil
    }

    /// Makes a transport with a client of its own.
    ///
    /// The client is shut down by ``shutdown()``, by ``run()`` at its end, or when the transport is released.
    ///
    /// - Parameters:
    ///   - configuration: The configuration of the client: timeouts, pool, proxy, and TLS with trust roots and a
    ///     certificate of the client.
    ///   - group: The event loops that connections run on; those that the process shares unless others are given.
    ///   - logger: Where the client logs what it does; nowhere by default.
    public init(
        configuration: HTTPClient.Configuration = AsyncHTTPClientTransport.standardConfiguration,
        group: any EventLoopGroup = HTTPClient.defaultEventLoopGroup,
        logger: Logger? = nil
    ) {
        client = HTTPClient(eventLoopGroup: group, configuration: configuration)
        self.logger = logger
        owned = OwnedHTTPClient(client)
    }

    /// Sends a request. See `HTTPTransport.send(_:deadline:)`.
    ///
    /// - Throws: Beside what the protocol says, `resourceExhausted` when the body is larger than wanted, and `internal`
    ///   when the request or the answer is not valid HTTP.
    public func send(_ request: OutgoingRequest, deadline: Deadline?) async throws -> IncomingResponse {
        try Task.checkCancellation()
        let exchange = HTTPClientExchange(client: client, logger: logger, deadline: deadline)
        let converted = try request.forAsyncHTTPClient()
        guard let limit = request.responseBody.maximumByteCount else { return try await exchange.stream(converted) }
        return try await exchange.collect(converted, upTo: limit)
    }

    /// Shuts the client down, if it is the transport's own: connections are closed, and calls that are under way fail.
    /// It may be called more than once.
    public func shutdown() async throws {
        try await owned?.shutdown()
    }

    /// Waits until the task is cancelled or shut down gracefully, then shuts the client down, if it is the transport's
    /// own.
    public func run() async throws {
        // Both ways of ending are the ordinary end of a service.
        try? await gracefulShutdown()
        try await shutdown()
    }
}

extension AsyncHTTPClientTransport: CustomStringConvertible {
    /// `HTTP client`, as a service group names it in its log.
    public var description: String { "HTTP client" }
}
