import AsyncHTTPClient
import Martlet
import MartletHTTP
import NIOCore
import NIOHTTP1
import Synchronization

/// Hands out the head of an answer at once and its body as a stream.
///
/// The client is told that a part has been consumed only when the reader wants more; until then nothing is read from
/// the connection, so a slow reader slows the peer down.
final class ResponseStreamer: HTTPClientResponseDelegate {
    private struct State {
        var wasSent = false
        /// The answer, until it is taken. A promise of it would keep the body alive after its reader has dropped it.
        var response: IncomingResponse?
        var source: ResponseBody.Producer.Source?
        var demand: BodyDemand?
    }

    private let headArrived: EventLoopPromise<Void>
    private let failure: @Sendable (any Error) -> any Error
    private let state = Mutex(State())

    /// - Parameters:
    ///   - headArrived: What to complete when the answer can be taken.
    ///   - failure: Makes the errors that the reader of the body sees.
    init(headArrived: EventLoopPromise<Void>, failure: @escaping @Sendable (any Error) -> any Error) {
        self.headArrived = headArrived
        self.failure = failure
    }

    /// Whether the head of the request has left, so that the peer may have acted on it.
    var wasSent: Bool { state.withLock { $0.wasSent } }

    /// Takes the answer out, once it has arrived.
    func takeResponse() throws -> IncomingResponse {
        guard let response = state.withLock({ $0.response.take() }) else {
            throw Status(.internal, "the answer ended before its head")
        }
        return response
    }

    func didSendRequestHead(task: HTTPClient.Task<Void>, _ head: HTTPRequestHead) {
        state.withLock { $0.wasSent = true }
    }

    func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        receive(head, of: task)
        headArrived.succeed()
        return task.eventLoop.makeSucceededVoidFuture()
    }

    /// A function of its own, so that nothing here refers to the body any more when its reader may drop it.
    private func receive(_ head: HTTPResponseHead, of task: HTTPClient.Task<Void>) {
        let demand = BodyDemand(task: task)
        let reader = BodyReader(onDemand: { demand.resume() }, onEnd: { demand.stop() })
        let (body, source) = ResponseBody.make(reader, failure: failure)
        var response = IncomingResponse(head)
        response.stream = ResponseStream(body)
        state.withLock { [response] state in
            state.response = response
            state.source = source
            state.demand = demand
        }
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        let (source, demand) = state.withLock { ($0.source, $0.demand) }
        guard let source, let demand else { return task.eventLoop.makeSucceededVoidFuture() }
        // Before the part is handed over: the reader may ask for more before this function goes on.
        let future = demand.wait(on: task.eventLoop)
        switch source.yield(buffer) {
        case .produceMore: demand.resume()
        case .stopProducing: break
        case .dropped: demand.stop()
        }
        return future
    }

    func didFinishRequest(task: HTTPClient.Task<Void>) throws {}

    /// Ends the answer, wherever it is.
    func end(_ result: Result<Void, any Error>) {
        let (source, demand) = state.withLock { state in
            defer { state.source = nil }
            return (state.source, state.demand)
        }
        switch result {
        case .success:
            source?.finish()
            headArrived.succeed()
        case .failure(let error):
            source?.finish(error)
            headArrived.fail(error)
        }
        demand?.resume()
    }
}
