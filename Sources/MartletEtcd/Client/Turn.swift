import Synchronization

/// Lets one task after the other do something that suspends, in the order in which they came.
final class Turn: Sendable {
    private typealias Waiter = CheckedContinuation<Void, any Error>

    private struct State {
        var isTaken = false
        var nextID = 0
        var waiters: [(id: Int, waiter: Waiter)] = []
    }

    private let state = Mutex(State())

    /// Waits for the turn. Who has got it gives it back.
    ///
    /// - Throws: `CancellationError`, at once, when the task is cancelled; then there is nothing to give back.
    func take() async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (waiter: Waiter) in
                // Asked under the lock: the handler of a later cancellation finds the waiter.
                let result: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.isTaken {
                        state.waiters.append((id, waiter))
                        return nil
                    }
                    state.isTaken = true
                    return .success(())
                }
                if let result { waiter.resume(with: result) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0).waiter }
            }
            waiter?.resume(throwing: CancellationError())
        }
    }

    /// Passes the turn on.
    func giveBack() {
        let next = state.withLock { state in
            guard !state.waiters.isEmpty else {
                state.isTaken = false
                return nil as Waiter?
            }
            return state.waiters.removeFirst().waiter
        }
        next?.resume()
    }
}
