import Synchronization

/// One timer for all calls of a ``Timeout``.
///
/// A timer of its own for each call costs six microseconds, for the task that sleeps and the sleep itself. Here one task
/// sleeps until the oldest call expires; calls that end in time only take themselves off the list.
@usableFromInline
final class DeadlineTimer: Sendable {
    @usableFromInline
    typealias Handle = Int

    private let queue = Mutex(TimerQueue<ExpiringCall>())
    private let clock: MonotonicClock

    init(clock: MonotonicClock) {
        self.clock = clock
    }

    @usableFromInline
    func schedule(_ call: ExpiringCall, at deadline: Deadline) -> Handle {
        let (handle, startsDriver) = queue.withLock { $0.schedule(call, at: deadline.instant) }
        if startsDriver {
            // unstructured: it serves calls of many tasks and ends with the last of them, at its deadline. Detached, so
            // that it does not carry the context of the call that happened to come first.
            Task.detached { await self.drive(at: deadline.instant) }
        }
        return handle
    }

    @usableFromInline
    func remove(_ handle: Handle, of call: ExpiringCall) {
        queue.withLock { $0.remove(handle, of: call) }
    }

    private func drive(at deadline: ContinuousClock.Instant) async {
        var visit = deadline
        while true {
            switch queue.withLock({ $0.advance(to: clock.now, visit: visit) }) {
            case .stop(let expired):
                for call in expired { call.expire() }
                return
            case .expire(let expired, let next):
                for call in expired { call.expire() }
                visit = next
                // Nobody cancels this task. A clock that wakes early is asked again.
                try? await clock.sleep(until: next)
            }
        }
    }
}
