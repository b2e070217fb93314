import Synchronization

/// Tells the task of a hedged call that an attempt is over or that the delay is.
///
/// It waits here and not for a task that sleeps: cancelling such a task for every call that ends in time would cost a
/// switch of threads. Attempts are cancelled with the call and end with a word to this signal, so the wait needs no
/// cancellation of its own.
@usableFromInline
final class HedgeSignal: Sendable {
    /// What has happened.
    @usableFromInline
    enum Event: Sendable {
        case attemptEnded
        case delayPassed
    }

    private struct State {
        var endedAttempts = 0
        var isDelayOver = false
        var waiting: CheckedContinuation<Event, Never>?

        /// The next event; the end of an attempt goes before that of a delay.
        mutating func take() -> Event? {
            if endedAttempts > 0 {
                endedAttempts -= 1
                return .attemptEnded
            }
            guard isDelayOver else { return nil }
            isDelayOver = false
            return .delayPassed
        }
    }

    private let state = Mutex(State())

    @usableFromInline
    init() {}

    /// Whether an attempt is over of which nobody has heard yet.
    @usableFromInline
    var hasEndedAttempt: Bool { state.withLock { $0.endedAttempts > 0 } }

    @usableFromInline
    func attemptEnded() {
        post { $0.endedAttempts += 1 }
    }

    func delayPassed() {
        post { $0.isDelayOver = true }
    }

    private func post(_ change: (inout State) -> Void) {
        let resumption: (CheckedContinuation<Event, Never>, Event)? = state.withLock { state in
            change(&state)
            guard let waiting = state.waiting, let event = state.take() else { return nil }
            state.waiting = nil
            return (waiting, event)
        }
        if let (waiting, event) = resumption { waiting.resume(returning: event) }
    }

    /// Waits for the next event. To be called by one task.
    @usableFromInline
    func next() async -> Event {
        if let event = state.withLock({ $0.take() }) { return event }
        return await withCheckedContinuation { continuation in
            let event: Event? = state.withLock { state in
                let event = state.take()
                if event == nil { state.waiting = continuation }
                return event
            }
            if let event { continuation.resume(returning: event) }
        }
    }
}
