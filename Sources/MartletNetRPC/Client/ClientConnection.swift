import MartletHTTP
import NIOCore

/// The place of one connection of net/rpc.
typealias ClientConnection = PipelinedConnection<ClientConnectionHandler>

extension ClientConnection {
    /// Sends a call, now or when there is a connection.
    func submit<Request, Response>(
        _ call: TypedClientCall<Request, Response>,
        _ continuation: CheckedContinuation<Response, any Error>
    ) {
        eventLoop.execute {
            guard !call.isDone else { return continuation.resume(throwing: CancellationError()) }
            call.continuation = continuation
            self.begin(call)
        }
    }
}
