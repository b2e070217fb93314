import Synchronization

@testable import Martlet

/// An endpoint that throws what it is told, one error per attempt, and then succeeds; it keeps what each attempt saw.
final class RetryScript: Sendable {
    private struct State {
        var errors: [any Error]
        var contexts: [RequestContext] = []
    }

    private let state: Mutex<State>

    init(_ errors: any Error...) {
        state = Mutex(State(errors: errors))
    }

    init(_ errors: [any Error]) {
        state = Mutex(State(errors: errors))
    }

    /// The context of each attempt so far.
    var contexts: [RequestContext] { state.withLock { $0.contexts } }

    var attempts: Int { contexts.count }

    func endpoint(isIdempotent: Bool = true) -> Endpoint<Int, Int> {
        // A remote one, since the delivery of its errors is about its own calls.
        Endpoint(remote: "probe", isIdempotent: isIdempotent) { request in
            try self.attempt()
            return request * 2
        }
    }

    func attempt() throws {
        let error = state.withLock { state in
            state.contexts.append(RequestContext.current)
            return state.errors.isEmpty ? nil : state.errors.removeFirst()
        }
        if let error { throw error }
    }
}

/// An error that has only a text, as those of Go kit's tests.
struct TextError: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ text: String) {
        description = text
    }
}

/// Shows its layer an idempotent endpoint, so that checks with endpoints of their own make it repeat calls.
struct TreatedAsIdempotent<Layer: Middleware>: Middleware {
    let layer: Layer

    init(_ layer: Layer) {
        self.layer = layer
    }

    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        try await layer.intercept(request, next: IdempotentNext(next: next))
    }
}

private struct IdempotentNext<Next: Callee>: Callee {
    let next: Next

    var name: String { next.name }
    var streamsResponse: Bool { next.streamsResponse }
    var mayCarryFailure: Bool { next.mayCarryFailure }
    var isIdempotent: Bool { true }
    var endsByDeadline: Bool { next.endsByDeadline }

    func callAsFunction(_ request: Next.Request) async throws -> Next.Response {
        try await next(request)
    }
}

extension Error {
    /// What ended the call, whether or not there was more than one attempt.
    var final: any Error { (self as? RetryError)?.final ?? self }
}

extension RetryBudget {
    /// What calls pay in and nothing else; none of it is forgotten during a test.
    static func exactly(ratio: Double) -> RetryBudget {
        RetryBudget(ratio: ratio, minimumPerSecond: 0, window: .seconds(1_000))
    }
}
