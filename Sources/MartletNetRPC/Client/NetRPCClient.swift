public import Martlet
public import MartletHTTP
public import ServiceLifecycle

/// Calls the methods of a server of Go's `net/rpc`.
///
/// Calls share a few connections, which are opened when they are needed and again when they are lost. Many calls are on a
/// connection at the same time, and replies come in any order.
///
/// ```swift
/// let client = try NetRPCClient(to: .hostname("127.0.0.1", port: 8085))
/// let sum: Endpoint<SumRequest, SumReply> = client.endpoint("Add.Sum")
/// let reply = try await sum(SumRequest(a: 1, b: 2))
/// ```
///
/// A call ends at the deadline of `RequestContext.current`, and when its task is cancelled; this wire cannot tell the server, which
/// goes on and whose reply is dropped.
///
/// Run the client in a service group to have it closed on shutdown, or call ``close()``.
public final class NetRPCClient: Service {
    private let connections: PipelinedConnections<ClientConnectionHandler>

    /// Makes a client. Nothing is opened before the first call.
    ///
    /// - Parameters:
    ///   - address: Where the server is.
    ///   - configuration: The protocol, connections, limits.
    /// - Throws: An error of TLS when its configuration is not usable.
    public init(to address: ServerAddress, configuration: Configuration = Configuration()) throws {
        connections = try PipelinedConnections(to: address, configuration)
    }

    /// An endpoint that calls a method.
    ///
    /// Errors of the server are `Status`, with the code that its text names, see <doc:MartletNetRPC>. A connection that is lost fails the
    /// calls on it with `unavailable`; whether they were processed is not known, but of those that were not sent.
    ///
    /// - Parameters:
    ///   - method: The name of the method: `Add.Sum`.
    ///   - isIdempotent: Whether a call that is made twice has the same effect as one that is made once, so that layers may
    ///     repeat it.
    public func endpoint<Request: Encodable & Sendable, Response: Decodable & Sendable>(
        _ method: String,
        isIdempotent: Bool = false
    ) -> Endpoint<Request, Response> {
        Endpoint(remote: method, isIdempotent: isIdempotent, endsByDeadline: true) { request in
            try await self.call(method, request)
        }
    }

    private func call<Request: Encodable & Sendable, Response: Decodable & Sendable>(
        _ method: String,
        _ request: Request
    ) async throws -> Response {
        let deadline = RequestContext.current.deadline
        if deadline?.hasPassed() == true { throw Status(.deadlineExceeded, delivery: .unprocessed) }
        let connection = connections.next()
        let call = TypedClientCall<Request, Response>(method, request, deadline: deadline)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                connection.submit(call, continuation)
            }
        } onCancel: {
            connection.cancel(call)
        }
    }

    /// Closes all connections; calls on them fail, and so do those that come after.
    public func close() async {
        await connections.close()
    }

    /// Waits for the shutdown of the service group, and closes the client.
    public func run() async throws {
        try? await gracefulShutdown()
        await close()
    }
}

extension NetRPCClient.Configuration: PipelinedConfiguration {}
