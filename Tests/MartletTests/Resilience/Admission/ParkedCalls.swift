import Martlet
import MartletTesting
import Synchronization
import Testing

/// An endpoint whose calls stay inside until the test lets them go, each by its number.
final class ParkedCalls: Sendable {
    private struct State {
        var inside = 0
        var mostInside = 0
        var entered: [Int] = []
        var gates: [Int: Gate] = [:]
        var errors: [Int: any Error] = [:]
    }

    private let state = Mutex(State())

    /// The numbers of the calls that got in, in that order.
    var entered: [Int] { state.withLock { $0.entered } }
    var inside: Int { state.withLock { $0.inside } }
    var mostInside: Int { state.withLock { $0.mostInside } }

    func endpoint(_ name: String = "parked") -> Endpoint<Int, Int> {
        Endpoint(name) { number in
            let gate = self.enter(number)
            defer { self.state.withLock { $0.inside -= 1 } }
            try await gate.waitUnlessCancelled()
            if let error = self.state.withLock({ $0.errors[number] }) { throw error }
            return number
        }
    }

    func letGo(_ number: Int, error: (any Error)? = nil) {
        let gate = state.withLock { state in
            state.errors[number] = error
            return state.gates[number, default: Gate()]
        }
        gate.open()
    }

    private func enter(_ number: Int) -> Gate {
        state.withLock { state in
            state.inside += 1
            state.mostInside = max(state.mostInside, state.inside)
            state.entered.append(number)
            let gate = Gate()
            state.gates[number] = gate
            return gate
        }
    }
}

/// Gives other tasks their turn until something has happened; fails when it does not happen.
func eventually(
    _ what: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () -> Bool
) async {
    let end = ContinuousClock.now + .seconds(10)
    while !condition() {
        guard ContinuousClock.now < end else {
            Issue.record(what ?? "it did not happen", sourceLocation: sourceLocation)
            return
        }
        await Task.yield()
    }
}

extension RequestContext {
    /// Runs an operation with a changed context.
    static func with<Result>(
        deadline: Deadline? = nil,
        priority: RequestPriority = .normal,
        _ operation: () async throws -> Result
    ) async rethrows -> Result {
        var context = RequestContext.current
        context.deadline = deadline
        context.priority = priority
        return try await RequestContext.$current.withValue(context, operation: operation)
    }
}
