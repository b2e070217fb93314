import Martlet
import MartletHTTP
import Synchronization

/// A transport that answers from a list and keeps what it was asked.
final class Scripted: HTTPTransport {
    private let answers: Mutex<[Result<IncomingResponse, any Error>]>
    private let kept = Mutex<[OutgoingRequest]>([])

    init(_ answers: [Result<IncomingResponse, any Error>]) {
        self.answers = Mutex(answers)
    }

    var requests: [OutgoingRequest] { kept.withLock { $0 } }

    func send(_ request: OutgoingRequest, deadline: Deadline?) async throws -> IncomingResponse {
        kept.withLock { $0.append(request) }
        let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        return try answer?.get() ?? IncomingResponse(status: .noContent)
    }
}
