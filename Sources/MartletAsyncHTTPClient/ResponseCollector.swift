import AsyncHTTPClient
import Martlet
import MartletHTTP
import NIOCore
import NIOHTTP1
import Synchronization

/// Puts the parts of an answer together, up to a bound.
///
/// A lock and not the event loop guards the state, since the task asks whether the request was sent; nobody else comes
/// near it meanwhile, so it costs a few nanoseconds.
final class ResponseCollector: HTTPClientResponseDelegate {
    private struct State {
        var wasSent = false
        var response: IncomingResponse?
    }

    private let maximumByteCount: Int
    private let isHead: Bool
    private let state = Mutex(State())

    init(maximumByteCount: Int, isHead: Bool) {
        self.maximumByteCount = maximumByteCount
        self.isHead = isHead
    }

    /// Whether the head of the request has left, so that the peer may have acted on it.
    var wasSent: Bool { state.withLock { $0.wasSent } }

    func didSendRequestHead(task: HTTPClient.Task<IncomingResponse>, _ head: HTTPRequestHead) {
        state.withLock { $0.wasSent = true }
    }

    func didReceiveHead(
        task: HTTPClient.Task<IncomingResponse>,
        _ head: HTTPResponseHead
    ) -> EventLoopFuture<Void> {
        state.withLock { $0.response = IncomingResponse(head) }
        // No need to read a body that says itself that it is too large. The answer to HEAD only speaks of one.
        let declared = isHead ? nil : head.headers.first(name: "Content-Length").flatMap { Int($0) }
        if let declared, declared > maximumByteCount {
            return task.eventLoop.makeFailedFuture(IncomingResponse.tooLarge(maximumByteCount))
        }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(
        task: HTTPClient.Task<IncomingResponse>,
        _ buffer: ByteBuffer
    ) -> EventLoopFuture<Void> {
        let fits = state.withLock { state -> Bool in
            let count = state.response?.body.readableBytes ?? 0
            guard count + buffer.readableBytes <= maximumByteCount else { return false }
            if count == 0 {
                // Most bodies have one part, which is then not copied.
                state.response?.body = buffer
            } else {
                state.response?.body.writeImmutableBuffer(buffer)
            }
            return true
        }
        return fits
            ? task.eventLoop.makeSucceededVoidFuture()
            : task.eventLoop.makeFailedFuture(IncomingResponse.tooLarge(maximumByteCount))
    }

    func didFinishRequest(task: HTTPClient.Task<IncomingResponse>) throws -> IncomingResponse {
        guard let response = state.withLock({ $0.response }) else {
            throw Status(.internal, "the answer ended before its head")
        }
        return response
    }
}
