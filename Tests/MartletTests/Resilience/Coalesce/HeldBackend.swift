import MartletTesting
import Synchronization

@testable import Martlet

/// A backend whose calls end when the test says so.
final class HeldBackend: Sendable {
    private struct State {
        var calls: [Call] = []
        var watchers: [(count: Int, gate: Gate)] = []
    }

    final class Call: Sendable {
        let request: String
        let context = RequestContext.current
        let answer = Waiter<Result<String, any Error>>()

        init(_ request: String) {
            self.request = request
        }

        func succeed(_ response: String) { _ = answer.settle(.success(response)) }
        func fail(_ error: any Error) { _ = answer.settle(.failure(error)) }
    }

    private let state = Mutex(State())

    var callCount: Int { state.withLock { $0.calls.count } }

    @Sendable func callAsFunction(_ request: String) async throws -> String {
        let call = Call(request)
        let gates = state.withLock { state in
            state.calls.append(call)
            let reached = state.watchers.filter { $0.count <= state.calls.count }
            state.watchers.removeAll { $0.count <= state.calls.count }
            return reached.map(\.gate)
        }
        for gate in gates { gate.open() }
        return try await call.answer.wait().get()
    }

    /// The call of a number, counted from 1, once it has begun.
    func call(_ number: Int) async -> Call {
        let gate = Gate()
        state.withLock { state in
            if state.calls.count >= number { gate.open() } else { state.watchers.append((number, gate)) }
        }
        await gate.wait()
        return state.withLock { $0.calls[number - 1] }
    }
}
