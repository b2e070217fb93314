public import Martlet
import NIOCore
import NIOPosix
public import ServiceLifecycle

/// Sends requests to services of one's own: HTTP/1.1 on SwiftNIO and on the codec of ``HTTPServer``, with TLS and pooled
/// connections.
///
/// A request that an endpoint of a server sends goes over a connection on the event loop of that endpoint: no thread waits for
/// another one. That, and a codec that makes no value which nobody asks for, is what it is for. For the open internet, for
/// proxies, or for HTTP/2 there is `AsyncHTTPClientTransport` of `MartletAsyncHTTPClient`.
///
/// ```swift
/// let transport = NIOHTTPTransport()
/// let http = HTTPCaller(transport)
/// try await ServiceGroup(services: [transport, server], logger: logger).run()
/// ```
///
/// In a group it goes before the servers that call through it: a group shuts down from the last service to the first, so the
/// connections go when the last request has been answered.
///
/// The deadline of a call covers connecting, the request, and the answer to its last byte, a stream too. Cancelling the task
/// closes the connection, which cancels the work of a peer that is built with this kit. Redirects are not followed, bodies not
/// unpacked, and nothing is sent twice: what it does, the caller has asked for.
///
/// Answers are read as strictly as the server reads requests: what leaves open where an answer ends (RFC 9112, section 6.3) fails the
/// call with `internal` and closes the connection.
public final class NIOHTTPTransport: HTTPTransport, Service {
    private let pools: HTTPConnectionPools

    /// Makes a transport. Nothing is opened before the first request.
    ///
    /// - Parameter configuration: Time-outs, bounds, TLS.
    public init(configuration: Configuration = Configuration()) {
        pools = HTTPConnectionPools(configuration)
    }

    deinit {
        // There is nobody left to wait for it.
        _ = pools.shutDown()
    }

    /// Sends a request. See ``HTTPTransport/send(_:deadline:)``.
    ///
    /// - Throws: Beside what the protocol says, `resourceExhausted` when the body is larger than wanted or too many requests wait
    ///   for a connection, and `internal` when the request or the answer is not valid HTTP.
    public func send(_ request: OutgoingRequest, deadline: Deadline?) async throws -> IncomingResponse {
        try Task.checkCancellation()
        if let deadline, deadline.hasPassed() { throw Status(.deadlineExceeded) }
        let call = try HTTPClientCall(request, deadline: deadline)
        do {
            let pool = try pools.pool(to: call.origin, from: MultiThreadedEventLoopGroup.currentEventLoop)
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    pool.start(call, continuation)
                }
            } onCancel: {
                pool.cancel(call)
            }
        } catch {
            throw HTTPClientCall.reason(for: error, deadline: deadline)
        }
    }

    /// Closes the connections; calls that are under way fail, and so do those that come after. It may be called more than once.
    public func shutdown() async {
        for closing in pools.shutDown() { try? await closing.get() }
    }

    /// Waits until the task is cancelled or shut down gracefully, then closes the connections.
    public func run() async throws {
        // Both ways of ending are the ordinary end of a service.
        try? await gracefulShutdown()
        await shutdown()
    }
}

extension NIOHTTPTransport: CustomStringConvertible {
    /// `HTTP client`, as a service group names it in its log.
    public var description: String { "HTTP client" }
}
