import MartletTracing
import Synchronization

/// Answers as it is told, one answer after the other and the last one for ever, and remembers what it was given.
final class ScriptedExporter: SpanExporter {
    enum Answer: Sendable {
        case succeed
        case fail(SpanExportError)
        case crash(any Error)
        /// Answers never, until it is cancelled.
        case hang
    }

    private struct State {
        var answers: [Answer]
        var batches: [[String]] = []
        var hanging = 0
        var waiter: (count: Int, continuation: CheckedContinuation<Void, Never>)?
    }

    private let state: Mutex<State>

    init(_ answers: Answer...) {
        state = Mutex(State(answers: answers))
    }

    /// The names of the spans of each call, in order.
    var batches: [[String]] { state.withLock { $0.batches } }

    func answer(_ answers: Answer...) {
        state.withLock { $0.answers = answers }
    }

    /// Waits until it was called so often.
    func waitForBatches(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                guard state.batches.count < count else { return true }
                state.waiter = (count, continuation)
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    func export(_ batch: [FinishedSpan]) async throws {
        let (answer, waiter) = state.withLock { state in
            state.batches.append(batch.map(\.name))
            let answer = state.answers.count > 1 ? state.answers.removeFirst() : state.answers.first ?? .succeed
            var ready: CheckedContinuation<Void, Never>?
            if let waiter = state.waiter, state.batches.count >= waiter.count {
                ready = waiter.continuation
                state.waiter = nil
            }
            return (answer, ready)
        }
        waiter?.resume()
        switch answer {
        case .succeed: return
        case .fail(let error): throw error
        case .crash(let error): throw error
        case .hang:
            let (stream, _) = AsyncStream<Void>.makeStream()
            for await _ in stream {}
            try Task.checkCancellation()
        }
    }
}
