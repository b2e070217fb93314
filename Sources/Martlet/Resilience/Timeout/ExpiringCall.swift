import Synchronization

/// A call that a ``DeadlineTimer`` may cancel: it leads from the timer to the task of the call.
@usableFromInline
final class ExpiringCall: Sendable {
    /// The task that runs the call.
    ///
    /// Safe to send: the handle is used only between `begin` and the return of `end`, both called by the task itself, which
    /// is alive so long; and `cancel()` may be called from any thread.
    private struct Handle: @unchecked Sendable {
        let task: UnsafeCurrentTask
    }

    private enum State {
        case new
        case running(Handle)
        /// The timer is cancelling the task, which must not end before that is done: then it waits here.
        case expiring(waiting: CheckedContinuation<Void, Never>?)
        case expired
        case ended
    }

    private let state = Mutex(State.new)

    @usableFromInline
    init() {}

    /// Whether the call was still running when its time was over.
    @usableFromInline
    var hasExpired: Bool {
        state.withLock { state in
            switch state {
            case .expiring, .expired: true
            case .new, .running, .ended: false
            }
        }
    }

    @usableFromInline
    var hasEnded: Bool {
        state.withLock { state in
            if case .ended = state { true } else { false }
        }
    }

    /// To be called by the task of the call, first of all.
    @usableFromInline
    func begin() {
        withUnsafeCurrentTask { task in
            guard let task else { return }
            let handle = Handle(task: task)
            state.withLock { $0 = .running(handle) }
        }
    }

    /// To be called by the task of the call, last of all.
    @usableFromInline
    func end() async {
        let isExpiring = state.withLock { state in
            switch state {
            case .new, .running, .ended:
                state = .ended
                return false
            case .expiring: return true
            case .expired: return false
            }
        }
        guard isExpiring else { return }
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard case .expiring = state else { return true }
                state = .expiring(waiting: continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    /// Cancels the task of the call, unless it has ended. Not under the lock, since handlers of the cancellation run here.
    func expire() {
        let handle: Handle? = state.withLock { state in
            guard case .running(let handle) = state else { return nil }
            state = .expiring(waiting: nil)
            return handle
        }
        guard let handle else { return }
        handle.task.cancel()
        let waiting: CheckedContinuation<Void, Never>? = state.withLock { state in
            defer { state = .expired }
            guard case .expiring(let waiting) = state else { return nil }
            return waiting
        }
        waiting?.resume()
    }
}
