import AsyncHTTPClient
import NIOCore
import Synchronization

/// Connects the reader of a body with the connection: more when it wants more, the end when it has gone.
final class BodyDemand: Sendable {
    private let task: HTTPClient.Task<Void>
    private let waiting = Mutex<EventLoopPromise<Void>?>(nil)

    init(task: HTTPClient.Task<Void>) {
        self.task = task
    }

    /// A future that is complete when the reader wants more. There is never more than one.
    func wait(on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        let promise = eventLoop.makePromise(of: Void.self)
        waiting.withLock { $0 = promise }
        return promise.futureResult
    }

    func resume() {
        waiting.withLock { $0.take() }?.succeed()
    }

    /// Closes the connection. It does nothing when the body is complete.
    func stop() {
        task.cancel()
        waiting.withLock { $0.take() }?.fail(CancellationError())
    }
}
