import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Synchronization

/// A transport that keeps what it was asked, answers by the name of the first metric, and may wait until so many
/// requests are there.
final class Gate: HTTPTransport {
    private struct State {
        var requests: [OutgoingRequest] = []
        var answers: [String: Result<IncomingResponse, any Error>] = [:]
        var inside = 0
        var mostAtOnce = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let crowd: Int

    init(waitsFor crowd: Int = 0) {
        self.crowd = crowd
    }

    var requests: [OutgoingRequest] { state.withLock { $0.requests } }
    var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }

    /// The names of the first metrics of all requests.
    var names: [String] { requests.map { Self.name(in: String(buffer: $0.body)) } }

    func answer(_ name: String, with answer: Result<IncomingResponse, any Error>?) {
        state.withLock { $0.answers[name] = answer }
    }

    func send(_ request: OutgoingRequest, deadline: Deadline?) async throws -> IncomingResponse {
        let name = Self.name(in: String(buffer: request.body))
        let answer = state.withLock { state in
            state.requests.append(request)
            state.inside += 1
            state.mostAtOnce = max(state.mostAtOnce, state.inside)
            return state.answers[name]
        }
        await withCheckedContinuation { continuation in
            let woken = state.withLock { state in
                state.waiting.append(continuation)
                guard state.inside >= crowd else { return [CheckedContinuation<Void, Never>]() }
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in woken { continuation.resume() }
        }
        state.withLock { $0.inside -= 1 }
        return try answer?.get() ?? IncomingResponse(status: .ok)
    }

    private static func name(in body: String) -> String {
        guard let marker = body.firstRange(of: "MetricName=") else { return "" }
        return String(body[marker.upperBound...].prefix { $0 != "&" })
    }
}
