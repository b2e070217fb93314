import HTTPTypes
import Martlet
import MartletHTTP
import Synchronization

/// Answers from a closure and keeps what it was sent.
final class StubTransport: HTTPTransport {
    typealias Answer = @Sendable (OutgoingRequest) async throws -> IncomingResponse

    private let answer: Answer
    private let log = Mutex<[(request: OutgoingRequest, deadline: Deadline?)]>([])

    init(_ answer: @escaping Answer = { _ in IncomingResponse(status: .ok, text: "{}") }) {
        self.answer = answer
    }

    convenience init(_ answer: IncomingResponse) {
        self.init { _ in answer }
    }

    var requests: [OutgoingRequest] { log.withLock { $0.map(\.request) } }
    var deadlines: [Deadline?] { log.withLock { $0.map(\.deadline) } }

    func send(_ request: OutgoingRequest, deadline: Deadline?) async throws -> IncomingResponse {
        log.withLock { $0.append((request, deadline)) }
        return try await answer(request)
    }
}

/// Collects what closures see, in order.
final class Recorder<Element: Sendable>: Sendable {
    private let storage = Mutex<[Element]>([])

    var elements: [Element] { storage.withLock { $0 } }

    func record(_ element: Element) {
        storage.withLock { $0.append(element) }
    }
}
