import MartletTesting
import Synchronization

/// A manual clock that knows until when somebody has asked to sleep: a test moves it when the code under test has come
/// there, whatever else sleeps.
final class WatchedClock: Clock {
    typealias Instant = ContinuousClock.Instant

    private struct State {
        var deadlines: Set<Instant> = []
        var waiters: [(deadline: Instant, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let base = ManualClock()
    private let start: Instant
    private let state = Mutex(State())

    init() { start = base.now }

    var now: Instant { base.now }
    var minimumResolution: Duration { .zero }
    var hasSleepers: Bool { state.withLock { !$0.deadlines.isEmpty } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let woken = state.withLock { state in
            state.deadlines.insert(deadline)
            let woken = state.waiters.filter { $0.deadline == deadline }
            state.waiters.removeAll { $0.deadline == deadline }
            return woken
        }
        for waiter in woken { waiter.continuation.resume() }
        // Whoever moves the clock before this line does no harm: a deadline that has passed does not sleep.
        try await base.sleep(until: deadline, tolerance: tolerance)
    }

    /// Waits until somebody sleeps to so many seconds after the start, and moves the clock there.
    func move(to seconds: Double) async {
        let deadline = start.advanced(by: .seconds(seconds))
        await sleeping(to: seconds)
        base.advance(by: max(.zero, base.now.duration(to: deadline)))
    }

    /// Waits until somebody has begun to sleep to so many seconds after the start.
    func sleeping(to seconds: Double) async {
        let deadline = start.advanced(by: .seconds(seconds))
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.deadlines.contains(deadline) { return true }
                state.waiters.append((deadline, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}
