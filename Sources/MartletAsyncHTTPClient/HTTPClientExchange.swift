import AsyncHTTPClient
import Logging
import Martlet
import MartletHTTP
import NIOCore
import NIOHTTP1

/// One request and its answer on async-http-client.
///
/// It uses the delegates of that client and not its `async` functions, for three reasons: the deadline then covers the
/// body of the answer, it is known whether the request was sent, and a collected body costs one suspension instead of
/// one per part and two unstructured tasks.
struct HTTPClientExchange: Sendable {
    let client: HTTPClient
    let logger: Logger?
    let deadline: Deadline?

    func collect(_ request: HTTPClient.Request, upTo limit: Int) async throws -> IncomingResponse {
        let collector = ResponseCollector(maximumByteCount: limit, isHead: request.method == .HEAD)
        do {
            let task = try execute(request, collector)
            return try await withTaskCancellationHandler {
                try await task.get()
            } onCancel: {
                task.cancel()
            }
        } catch {
            throw failure(error, wasSent: collector.wasSent)
        }
    }

    func stream(_ request: HTTPClient.Request) async throws -> IncomingResponse {
        let headArrived = client.eventLoopGroup.any().makePromise(of: Void.self)
        let streamer = ResponseStreamer(headArrived: headArrived) { failure($0, wasSent: true) }
        do {
            let task = try execute(request, streamer)
            task.futureResult.whenComplete { streamer.end($0) }
            try await withTaskCancellationHandler {
                try await headArrived.futureResult.get()
            } onCancel: {
                task.cancel()
            }
            return try streamer.takeResponse()
        } catch {
            headArrived.fail(error)
            throw failure(error, wasSent: streamer.wasSent)
        }
    }

    private func execute<Delegate: HTTPClientResponseDelegate>(
        _ request: HTTPClient.Request,
        _ delegate: Delegate
    ) throws -> HTTPClient.Task<Delegate.Response> {
        let remaining = deadline?.remaining()
        if let remaining, remaining <= .zero { throw Status(.deadlineExceeded) }
        // What lies beyond a year would overflow the clock of NIO for the largest values, and is for ever all the same.
        let limit = remaining.map { NIODeadline.now() + TimeAmount(min($0, .seconds(366 * 86_400))) }
        return client.execute(
            request: request,
            delegate: delegate,
            eventLoop: .indifferent,
            deadline: limit,
            logger: logger
        )
    }

    private func failure(_ error: any Error, wasSent: Bool) -> any Error {
        // The cancellation of the task is the reason for whatever else went wrong.
        if Task.isCancelled { return CancellationError() }
        if deadline?.hasPassed() == true { return Status(.deadlineExceeded, underlying: error) }
        return AsyncHTTPClientFailure.status(of: error, wasSent: wasSent)
    }
}
