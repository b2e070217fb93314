import HTTPTypes
import Martlet
import MartletConsul
import MartletHTTP
import Synchronization

/// A transport whose requests wait until the test answers them.
final class FakeConsul: HTTPTransport {
    /// A request that waits for its answer.
    struct Question: Sendable {
        let request: OutgoingRequest
        /// How long it may take.
        let limit: Duration
        fileprivate let answers: AsyncThrowingStream<IncomingResponse, any Error>.Continuation

        /// Method and URL.
        var line: String { "\(request.method) \((try? request.url()) ?? "no URL")" }

        func answer(_ text: String = "", index: String? = nil, hash: String? = nil) {
            answer(200, index: index, hash: hash, text)
        }

        func answer(_ status: Int, index: String? = nil, hash: String? = nil, _ text: String = "") {
            var fields = HTTPFields()
            if let index { fields[.init("X-Consul-Index") ?? .eTag] = index }
            if let hash { fields[.init("X-Consul-ContentHash") ?? .eTag] = hash }
            answers.yield(IncomingResponse(status: .init(code: status), fields: fields, text: text))
        }

        func fail(_ error: any Error) { answers.finish(throwing: error) }
    }

    private let questions: AsyncStream<Question>
    private let ask: AsyncStream<Question>.Continuation
    private let count = Mutex(0)

    init() {
        (questions, ask) = AsyncStream.makeStream()
    }

    /// How many requests there were.
    var requestCount: Int { count.withLock { $0 } }

    var consul: Consul { Consul(over: self) }

    /// The next request, when there is one.
    func next() async throws -> Question {
        for await question in questions { return question }
        throw CancellationError()
    }

    func send(_ request: OutgoingRequest, deadline: Deadline?) async throws -> IncomingResponse {
        let (answer, answers) = AsyncThrowingStream.makeStream(of: IncomingResponse.self)
        count.withLock { $0 += 1 }
        ask.yield(Question(request: request, limit: deadline?.remaining() ?? .seconds(1_000_000), answers: answers))
        for try await answer in answer { return answer }
        throw CancellationError()
    }
}
