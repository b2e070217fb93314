import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Synchronization

/// A request that is answered within the process: what the handler sends becomes what the caller receives.
final class InProcessExchange: ServerExchange {
    private struct State {
        var task: Task<Void, Never>?
        var deadline: Deadline?
        var response: IncomingResponse?
        var waiter: CheckedContinuation<IncomingResponse, Never>?
    }

    private let answersHead: Bool
    private let body = BodyPipe()
    private let state = Mutex(State())

    init(answersHead: Bool) {
        self.answersHead = answersHead
    }

    // MARK: The caller's side

    /// Waits for the head of the response. The handler's task is cancelled with the caller's, and at the deadline of the
    /// request.
    func response(by deadline: Deadline?) async throws -> IncomingResponse {
        try await withTaskCancellationHandler {
            try await withThrowingTaskGroup(of: IncomingResponse?.self) { group in
                if let deadline = state.withLock({ $0.deadline }) ?? deadline {
                    group.addTask {
                        // Cancelled once the response is there.
                        try? await Task.sleep(until: deadline.instant, clock: .continuous)
                        if deadline.hasPassed() { self.cancel() }
                        return nil
                    }
                }
                group.addTask { await self.receive() }
                defer { group.cancelAll() }
                while let response = try await group.next() {
                    if let response { return response }
                }
                throw CancellationError()
            }
        } onCancel: {
            cancel()
        }
    }

    private func receive() async -> IncomingResponse {
        await withCheckedContinuation { continuation in
            let response = state.withLock { state in
                if state.response == nil { state.waiter = continuation }
                return state.response
            }
            if let response { continuation.resume(returning: response) }
        }
    }

    private func cancel() {
        state.withLock { $0.task }?.cancel()
    }

    // MARK: The handler's side

    func start(deadline: Deadline?, _ work: @escaping @Sendable @isolated(any) () async -> Void) {
        // unstructured: as a server's; it is cancelled with the caller and at the deadline.
        let task = Task.immediateDetached(operation: work)
        state.withLock { state in
            state.task = task
            state.deadline = deadline
        }
    }

    func makeResponse() -> OutgoingResponse {
        OutgoingResponse()
    }

    func send(_ response: consuming OutgoingResponse) {
        let response = response
        var incoming = IncomingResponse(response)
        if !forbidsBody(response) { incoming.body = response.body }
        deliver(incoming)
    }

    func sendHead(_ response: OutgoingResponse) -> Bool {
        var incoming = IncomingResponse(response)
        guard !forbidsBody(response) else {
            deliver(incoming)
            return false
        }
        incoming.stream = ResponseStream(body)
        deliver(incoming)
        return true
    }

    func send(_ piece: ByteBuffer) async throws {
        try await body.write(piece)
    }

    func finish() {
        body.end(with: nil)
    }

    func abort() {
        body.end(with: Status(.unavailable, "the connection broke off"))
    }

    private func forbidsBody(_ response: OutgoingResponse) -> Bool {
        answersHead || response.status == .noContent || response.status == .notModified
    }

    private func deliver(_ response: IncomingResponse) {
        let waiter = state.withLock { state in
            state.response = response
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
