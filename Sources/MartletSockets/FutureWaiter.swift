import NIOCore
import Synchronization

/// Waits for one future, and stops waiting when the task is cancelled: `get()` of NIO waits for the end.
final class FutureWaiter<Value: Sendable>: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<Value, any Error>)
        case finished(Result<Value, any Error>)
        case resumed
    }

    private let state = Mutex(State.idle)

    /// The value of a future.
    ///
    /// - Parameters:
    ///   - future: What to wait for.
    ///   - abandoned: Is given the value if it comes when nobody waits any more.
    /// - Throws: What the future failed with; `CancellationError`, at once, when the task is cancelled.
    static func value(
        of future: EventLoopFuture<Value>,
        abandoned: @escaping @Sendable (Value) -> Void = { _ in }
    ) async throws -> Value {
        let waiter = FutureWaiter()
        future.whenComplete { result in
            if !waiter.finish(with: result), case .success(let value) = result { abandoned(value) }
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter.wait($0) }
        } onCancel: {
            _ = waiter.finish(with: .failure(CancellationError()))
        }
    }

    private func wait(_ continuation: CheckedContinuation<Value, any Error>) {
        let result: Result<Value, any Error>? = state.withLock { state in
            if case .finished(let result) = state {
                state = .resumed
                return result
            }
            state = .waiting(continuation)
            return nil
        }
        if let result { continuation.resume(with: result) }
    }

    /// Whether this was the first result, which is the one that counts.
    private func finish(with result: Result<Value, any Error>) -> Bool {
        let (isFirst, continuation): (Bool, CheckedContinuation<Value, any Error>?) = state.withLock { state in
            switch state {
            case .idle:
                state = .finished(result)
                return (true, nil)
            case .waiting(let continuation):
                state = .resumed
                return (true, continuation)
            case .finished, .resumed:
                return (false, nil)
            }
        }
        continuation?.resume(with: result)
        return isFirst
    }
}
