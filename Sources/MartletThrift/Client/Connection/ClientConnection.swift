import MartletHTTP
import NIOCore

/// The place of one connection of Thrift.
typealias ClientConnection = PipelinedConnection<ClientConnectionHandler>

extension ClientConnection {
    /// Sends a call, now or when there is a connection.
    func submit<Arguments, Result>(
        _ call: TypedClientCall<Arguments, Result>,
        _ continuation: CheckedContinuation<ClientAnswer<Result>, any Error>
    ) {
        eventLoop.execute {
            guard !call.isDone else { return continuation.resume(throwing: CancellationError()) }
            call.continuation = continuation
            self.begin(call)
        }
    }
}
