import Synchronization

/// A call that a ``DeadlineTimer`` may cancel: it leads from the timer to the task of the call.
@usableFromInline
final class ExpiringCall: Sendable {
    private enum Phase: UInt8, AtomicRepresentable {
        case running
        /// The timer is cancelling the task, which must not end before that is done.
        case expiring
        case expired
        case ended
    }

    private let phase = Atomic(Phase.running)

    /// The task of the call.
    ///
    /// Safe: written once, by ``begin()``, before the timer hears of the call through its lock. The timer uses it only
    /// in the phase `expiring`, in which ``end()`` keeps the task alive; and `cancel()` may be called from any thread.
    private nonisolated(unsafe) var task: UnsafeCurrentTask?

    /// The task, when it is about to end while the timer is cancelling it.
    private let ending = Mutex<CheckedContinuation<Void, Never>?>(nil)

    @usableFromInline
    init() {}

    /// Whether the call was still running when its time was over.
    @usableFromInline
    var hasExpired: Bool {
        let phase = phase.load(ordering: .acquiring)
        return phase == .expired || phase == .expiring
    }

    @usableFromInline
    var hasEnded: Bool { phase.load(ordering: .acquiring) == .ended }

    /// To be called by the task of the call, first of all.
    @usableFromInline
    func begin() {
        withUnsafeCurrentTask { task = $0 }
    }

    /// To be called by the task of the call, last of all.
    @usableFromInline
    func end() async {
        let (ended, phase) = phase.compareExchange(
            expected: .running,
            desired: .ended,
            ordering: .acquiringAndReleasing
        )
        guard !ended, phase == .expiring else { return }
        await withCheckedContinuation { continuation in
            let isOver = ending.withLock { ending in
                guard self.phase.load(ordering: .acquiring) == .expiring else { return true }
                ending = continuation
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    /// Cancels the task of the call, unless it has ended. Not under the lock, since handlers of the cancellation run here.
    func expire() {
        let (isRunning, _) = phase.compareExchange(
            expected: .running,
            desired: .expiring,
            ordering: .acquiringAndReleasing
        )
        guard isRunning else { return }
        task?.cancel()
        let waiting = ending.withLock { ending in
            phase.store(.expired, ordering: .releasing)
            defer { ending = nil }
            return ending
        }
        waiting?.resume()
    }
}
