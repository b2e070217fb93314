import Synchronization

/// Lets calls wait for the same delay.
///
/// A sleep for each call costs several microseconds. Here one task sleeps for all of them; calls that end before only
/// take themselves off the list. When the delay changes, another timer takes over.
@usableFromInline
final class HedgeTimer: Sendable {
    /// Stands for a signal that is to be sent.
    @usableFromInline
    struct Ticket {
        fileprivate let timer: HedgeTimer
        fileprivate let handle: TimerQueue<HedgeSignal>.Handle
        fileprivate let signal: HedgeSignal

        /// Forgets the signal; of no effect when it was sent.
        @usableFromInline
        func stop() {
            timer.queue.withLock { $0.remove(handle, of: signal) }
        }
    }

    let delay: Duration

    fileprivate let queue = Mutex(TimerQueue<HedgeSignal>())
    private let clock: MonotonicClock

    init(delay: Duration, clock: MonotonicClock) {
        self.delay = delay
        self.clock = clock
    }

    /// Sends a signal after the delay.
    func schedule(_ signal: HedgeSignal) -> Ticket {
        let end = clock.now.advanced(by: delay)
        let (handle, startsDriver) = queue.withLock { $0.schedule(signal, at: end) }
        if startsDriver {
            // unstructured: it serves calls of many tasks and ends with the last of them, after its delay. Detached, so
            // that it does not carry the context of the call that happened to come first.
            Task.detached { await self.drive(at: end) }
        }
        return Ticket(timer: self, handle: handle, signal: signal)
    }

    private func drive(at end: ContinuousClock.Instant) async {
        var visit = end
        while true {
            switch queue.withLock({ $0.advance(to: clock.now, visit: visit) }) {
            case .stop(let due):
                for signal in due { signal.delayPassed() }
                return
            case .expire(let due, let next):
                for signal in due { signal.delayPassed() }
                visit = next
                // Nobody cancels this task. A clock that wakes early is asked again.
                try? await clock.sleep(until: next)
            }
        }
    }
}
