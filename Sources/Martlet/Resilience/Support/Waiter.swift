import Synchronization

/// A call that waits until another one decides what becomes of it.
///
/// Either the decision comes first or the cancellation, never both, whatever the interleaving: ``settle(_:)`` says
/// which. Who decides keeps what it has decided about (a permit, a token) when it hears `false`.
final class Waiter<Decision: Sendable>: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<Decision, any Error>)
        case settled(Decision)
        case abandoned
    }

    private let state = Mutex(State.idle)

    /// Waits for the decision. To be called once.
    ///
    /// - Throws: `CancellationError`, at once, when the task is cancelled before the decision.
    func wait() async throws -> Decision {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let early: Result<Decision, any Error>? = state.withLock { state in
                    switch state {
                    case .settled(let decision):
                        return .success(decision)
                    case .abandoned, .waiting:
                        return .failure(CancellationError())
                    case .idle:
                        state = .waiting(continuation)
                        return nil
                    }
                }
                if let early { continuation.resume(with: early) }
            }
        } onCancel: {
            let continuation: CheckedContinuation<Decision, any Error>? = state.withLock { state in
                switch state {
                case .idle:
                    state = .abandoned
                    return nil
                case .waiting(let continuation):
                    state = .abandoned
                    return continuation
                case .settled, .abandoned:
                    return nil
                }
            }
            continuation?.resume(throwing: CancellationError())
        }
    }

    /// Decides.
    ///
    /// - Returns: Whether the call will see it; `false` when it was cancelled or decided about before.
    func settle(_ decision: Decision) -> Bool {
        let (isSeen, continuation): (Bool, CheckedContinuation<Decision, any Error>?) = state.withLock { state in
            switch state {
            case .idle:
                state = .settled(decision)
                return (true, nil)
            case .waiting(let continuation):
                state = .settled(decision)
                return (true, continuation)
            case .settled, .abandoned:
                return (false, nil)
            }
        }
        continuation?.resume(returning: decision)
        return isSeen
    }
}
