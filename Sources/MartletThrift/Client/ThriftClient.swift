import Martlet
public import MartletHTTP
import MartletThriftProtocol
public import ServiceLifecycle

/// Connections to a Thrift server, which calls share.
///
/// They are opened when they are needed and again when they are lost. Many calls are on a connection at the same time, and answers
/// come in any order: each has the number of its call.
///
/// ```swift
/// let client = try ThriftClient(to: .hostname("127.0.0.1", port: 8083))
/// let add = AddServiceEndpoints(ThriftCaller(client))
/// let reply = try await add.sum(a: 1, b: 2)
/// ```
///
/// A call ends at the deadline of `RequestContext.current`, and when its task is cancelled. No transport can tell the server that
/// nobody waits any more; with ``ThriftTransport/header`` it knows the deadline. The answer is dropped.
///
/// Run the client in a service group to have it closed on shutdown, or call ``close()``.
public final class ThriftClient: Service {
    private let connections: PipelinedConnections<ClientConnectionHandler>
    let carriesHeaders: Bool

    /// Makes a client. Nothing is opened before the first call.
    ///
    /// - Parameters:
    ///   - address: Where the server is.
    ///   - configuration: The protocol, connections, limits.
    /// - Throws: `Status` when the transport does not carry the protocol; an error of TLS when its configuration is not usable.
    public init(to address: ServerAddress, configuration: Configuration = Configuration()) throws {
        carriesHeaders = configuration.transport == .header
        guard !carriesHeaders || configuration.protocol != .json else {
            throw Status(.invalidArgument, "the header transport carries the binary and the compact protocol")
        }
        connections = try PipelinedConnections(to: address, configuration)
    }

    /// Sends a call and waits for its answer.
    ///
    /// - Returns: The answer, and its headers.
    func send<Arguments, Result>(
        _ call: TypedClientCall<Arguments, Result>
    ) async throws -> ClientAnswer<Result> {
        let connection = connections.next()
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

extension ThriftClient.Configuration: PipelinedConfiguration {}
