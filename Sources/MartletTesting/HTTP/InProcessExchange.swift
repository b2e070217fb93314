import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Synchronization

/// A request that is answered within the process: what the handler sends becomes what the caller receives.
final class InProcessExchange: ServerExchange {
    private struct State {
        var task: Task<Void, Never>?
        var timer: Task<Void, Never>?
        var isCancelled = false
        var isOver = false
        var response: IncomingResponse?
        var waiter: CheckedContinuation<IncomingResponse, Never>?
    }

    private let answersHead: Bool
    private let deadline: Deadline?
    private let body = BodyPipe()
    private let state = Mutex(State())

    /// - Parameters:
    ///   - answersHead: Whether the request is HEAD, whose response has no body.
    ///   - deadline: The deadline of the caller; the one that the request carries counts too.
    init(answersHead: Bool, deadline: Deadline?) {
        self.answersHead = answersHead
        self.deadline = deadline
    }

    // MARK: The caller's side

    /// Waits for the head of the response. The handler's task is cancelled with the caller's.
    func response() async -> IncomingResponse {
        await withTaskCancellationHandler {
            await receive()
        } onCancel: {
            cancel()
        }
    }

    private func receive() async -> IncomingResponse {
        await withCheckedContinuation { continuation in
            let response = state.withLock { state in
                if state.response == nil { state.waiter = continuation }
                // Handed over and not kept: whoever drops it must be the last to have it.
                defer { state.response = nil }
                return state.response
            }
            if let response { continuation.resume(returning: response) }
        }
    }

    /// Cancels the handler, as a connection does when the peer goes.
    private func cancel() {
        let task = state.withLock { state in
            state.isCancelled = true
            return state.task
        }
        task?.cancel()
    }

    // MARK: The handler's side

    func start(deadline: Deadline?, _ work: @escaping @Sendable @isolated(any) () async -> Void) {
        // unstructured: as a server's; it is cancelled with the caller, at the deadline, and when nobody reads the body.
        let task = Task.immediateDetached(operation: work)
        let deadline = [deadline, self.deadline].compactMap { $0 }.min()
        let isCancelled = state.withLock { state in
            state.task = task
            if let deadline, !state.isOver {
                // unstructured: stands for the timer of an event loop; it ends with the exchange.
                state.timer = Task.immediateDetached {
                    try? await Task.sleep(until: deadline.instant, clock: .continuous)
                    if !Task.isCancelled { task.cancel() }
                }
            }
            return state.isCancelled
        }
        if isCancelled { task.cancel() }
    }

    func makeResponse() -> OutgoingResponse {
        OutgoingResponse()
    }

    func send(_ response: consuming OutgoingResponse) {
        let response = response
        var incoming = IncomingResponse(response)
        if !forbidsBody(response) { incoming.body = response.body }
        end()
        deliver(incoming)
    }

    func sendHead(_ response: OutgoingResponse) -> Bool {
        var incoming = IncomingResponse(response)
        guard !forbidsBody(response) else {
            end()
            deliver(incoming)
            return false
        }
        let stream = ResponseStream(body)
        // Whoever drops the response, read or unread, has gone.
        stream.onEnd { [weak self] _ in self?.readerHasGone() }
        incoming.stream = stream
        deliver(incoming)
        return true
    }

    func send(_ piece: ByteBuffer) async throws {
        try await body.write(piece)
    }

    func finish(trailers: HTTPFields) {
        end()
        body.end(with: nil)
    }

    func abort() {
        end()
        body.end(with: Status(.unavailable, "the connection broke off"))
    }

    private func end() {
        let timer = state.withLock { state in
            state.isOver = true
            defer { state.timer = nil }
            return state.timer
        }
        timer?.cancel()
    }

    private func readerHasGone() {
        guard !state.withLock({ $0.isOver }) else { return }
        body.end(with: CancellationError())
        cancel()
    }

    private func forbidsBody(_ response: OutgoingResponse) -> Bool {
        answersHead || response.status == .noContent || response.status == .notModified
    }

    private func deliver(_ response: IncomingResponse) {
        let waiter = state.withLock { state in
            if state.waiter == nil { state.response = response }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: response)
    }
}

extension IncomingResponse {
    /// The head of a response.
    fileprivate init(_ response: OutgoingResponse) {
        var fields = response.fields
        if let contentType = response.contentType { fields[.contentType] = contentType.value }
        self.init(status: response.status, fields: fields)
    }
}
