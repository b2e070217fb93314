import Synchronization

/// A clock that moves only when a test moves it.
///
/// Use it wherever the code under test takes a clock, so that no test waits for time to pass. Its instants are those of
/// `ContinuousClock`, so it goes into everything of Martlet that has a `clock` parameter:
///
/// ```swift
/// let clock = ManualClock()
/// let call = Task {
///     try await withTimeout(.seconds(5), clock: clock) { try await slowEndpoint(request) }
/// }
/// try await clock.waitForSleepers(1)  // the timer has been set
/// clock.advance(by: .seconds(5))
/// await #expect(throws: Status.self) { try await call.value }
/// ```
///
/// The time starts at the real time at which the clock is made, so that a deadline made with it also makes sense to code
/// that reads the real clock. From then on it stands still: only differences of its instants mean anything to a test.
public final class ManualClock: Clock {
    /// Instants of the real clock, so that deadlines need no other type in tests.
    public typealias Instant = ContinuousClock.Instant

    /// Durations as everywhere.
    public typealias Duration = Swift.Duration

    private typealias Waker = CheckedContinuation<Void, any Error>

    private let queue: Mutex<SleepQueue<Waker>>

    /// Makes a clock that stands still.
    ///
    /// - Parameter start: The time that it shows.
    public init(start: Instant = .now) {
        queue = Mutex(SleepQueue(now: start))
    }

    /// The time that the clock shows.
    public var now: Instant { queue.withLock { $0.now } }

    /// The smallest step; there is none.
    public var minimumResolution: Duration { .zero }

    /// How many tasks are asleep on this clock.
    public var sleeperCount: Int { queue.withLock { $0.sleeperCount } }

    /// Moves the time and wakes those whose deadline has come, in the order of their deadlines; among equal deadlines who
    /// slept first is woken first.
    ///
    /// It returns at once: the tasks that were woken run on their executors afterwards, all of them with the new time.
    ///
    /// - Parameter duration: By how much; zero or more.
    public func advance(by duration: Duration) {
        precondition(duration >= .zero, "time does not run backwards")
        let due = queue.withLock { $0.advance(by: duration) }
        for waker in due { waker.resume() }
    }

    /// Sleeps until the clock has been moved to a deadline.
    ///
    /// - Parameters:
    ///   - deadline: When to wake; returns at once when it has come.
    ///   - tolerance: Of no meaning here.
    /// - Throws: `CancellationError`, at once, when the task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        try await park { queue, id, waker in queue.sleep(id, until: deadline, waker) }
    }

    /// Waits until at least so many tasks are asleep on this clock, without polling and without real time: the way to know
    /// that the code under test has reached its timers before the clock is moved.
    ///
    /// - Parameter count: The number of tasks.
    /// - Throws: `CancellationError` when the waiting task is cancelled.
    public func waitForSleepers(_ count: Int) async throws {
        try await park { queue, id, waker in queue.watch(id, for: count, waker) }
    }

    private func park(
        _ enqueue: @Sendable (inout SleepQueue<Waker>, Int, Waker) -> SleepQueue<Waker>.Decision
    ) async throws {
        let id = queue.withLock { $0.makeID() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (waker: Waker) in
                // Asked under the lock: a cancellation before this moment is seen here, and the handler of a later one
                // finds the waker in the queue.
                let decision: SleepQueue<Waker>.Decision? = queue.withLock { queue in
                    Task.isCancelled ? nil : enqueue(&queue, id, waker)
                }
                switch decision {
                case .keep(let others):
                    for other in others { other.resume() }
                case .resume:
                    waker.resume()
                case nil:
                    waker.resume(throwing: CancellationError())
                }
            }
        } onCancel: {
            queue.withLock { $0.cancel(id) }?.resume(throwing: CancellationError())
        }
    }
}
