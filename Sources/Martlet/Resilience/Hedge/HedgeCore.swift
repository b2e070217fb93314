import Synchronization

/// What the copies of a ``Hedge`` share.
@usableFromInline
final class HedgeCore: Sendable {
    private struct State {
        /// `nil` when the delay is fixed.
        var pace: HedgePace?
        var timer: HedgeTimer
    }

    @usableFromInline
    let budget: RetryBudget

    @usableFromInline
    let maximumAttempts: Int

    private let clock: MonotonicClock
    private let isLive: Bool
    private let state: Mutex<State>

    init(delay: Duration, budget: RetryBudget, maximumAttempts: Int, clock: MonotonicClock) {
        self.budget = budget
        self.maximumAttempts = maximumAttempts
        self.clock = clock
        isLive = false
        state = Mutex(State(pace: nil, timer: HedgeTimer(delay: delay, clock: clock)))
    }

    init(pace: HedgePace, budget: RetryBudget, maximumAttempts: Int, clock: MonotonicClock) {
        self.budget = budget
        self.maximumAttempts = maximumAttempts
        self.clock = clock
        isLive = true
        state = Mutex(State(pace: pace, timer: HedgeTimer(delay: pace.delay, clock: clock)))
    }

    /// The delay that is in force.
    var delay: Duration { state.withLock { $0.timer.delay } }

    /// When the call began, if that is of use.
    @usableFromInline
    func begin() -> Timestamp? {
        isLive ? clock.timestamp : nil
    }

    /// Has a signal sent after the delay, unless the call will be over by then.
    @usableFromInline
    func startTimer(_ signal: HedgeSignal, until deadline: Deadline?) -> HedgeTimer.Ticket? {
        let timer = state.withLock { $0.timer }
        if let deadline, deadline.timestamp <= clock.timestamp.advanced(by: timer.delay) { return nil }
        return timer.schedule(signal)
    }

    /// Takes in a call that has succeeded.
    @usableFromInline
    func record(since start: Timestamp) {
        let now = clock.timestamp
        state.withLock { state in
            state.pace?.record(start.duration(to: now), at: now)
            guard let delay = state.pace?.delay, delay != state.timer.delay else { return }
            state.timer = HedgeTimer(delay: delay, clock: clock)
        }
    }
}

/// What an attempt of a hedged call has come to.
@usableFromInline
enum HedgeOutcome<Response: Sendable>: Sendable {
    case response(Response, attempt: Int)
    case failure(any Error, attempt: Int)
}
