/// Runs an operation that is cancelled when a deadline passes.
///
/// The operation sees the deadline in ``RequestContext/current``, and every client that it calls passes it on. Deadlines
/// only shorten: inside one that is earlier, a later one changes nothing and costs nothing.
///
/// ```swift
/// let profile = try await withDeadline(.after(.milliseconds(250))) {
///     try await profiles.get(id)
/// }
/// ```
///
/// Cancellation is cooperative, as everywhere in Swift: the call returns when the operation has, and what an operation
/// returns after the deadline is not of use any more and is dropped.
///
/// - Parameters:
///   - deadline: When to cancel.
///   - clock: The clock to sleep on; tests pass a manual one.
///   - operation: What to do. It runs in a child task, unless an earlier deadline is in force.
/// - Returns: What the operation returns.
/// - Throws: ``Status`` with code ``Status/Code/deadlineExceeded`` when the deadline has passed, before the start or
///   during the operation; otherwise what the operation throws, which is `CancellationError` when the calling task was
///   cancelled.
public func withDeadline<C: Clock, Result: Sendable>(
    _ deadline: Deadline,
    clock: C = ContinuousClock(),
    operation: @escaping @Sendable () async throws -> Result
) async throws -> Result where C.Instant == ContinuousClock.Instant {
    var context = RequestContext.current
    let isLaterThanOuter = context.deadline.map { $0 <= deadline } ?? false
    guard !min(deadline, context.deadline ?? deadline).hasPassed(at: clock.now) else {
        throw Status(.deadlineExceeded)
    }
    guard !isLaterThanOuter else { return try await operation() }
    context.deadline = deadline
    return try await RequestContext.$current.withValue(context) {
        try await run(until: deadline, clock: clock, operation)
    }
}

/// Runs an operation that is cancelled after some time. See ``withDeadline(_:clock:operation:)``.
///
/// - Parameters:
///   - timeout: The time from now, zero or more.
///   - clock: The clock to sleep on; tests pass a manual one.
///   - operation: What to do. It runs in a child task, unless an earlier deadline is in force.
/// - Returns: What the operation returns.
/// - Throws: As ``withDeadline(_:clock:operation:)``.
public func withTimeout<C: Clock, Result: Sendable>(
    _ timeout: Duration,
    clock: C = ContinuousClock(),
    operation: @escaping @Sendable () async throws -> Result
) async throws -> Result where C.Instant == ContinuousClock.Instant {
    try await withDeadline(.after(timeout, clock: clock), clock: clock, operation: operation)
}

private enum Outcome<Result: Sendable>: Sendable {
    case returned(Result)
    case threw(any Error)
    case deadlinePassed
    case timerCancelled
}

/// Races the operation against the clock. Whoever ends first cancels the other; the result of the operation decides,
/// except that nothing counts after the deadline.
private func run<C: Clock, Result: Sendable>(
    until deadline: Deadline,
    clock: C,
    _ operation: @escaping @Sendable () async throws -> Result
) async throws -> Result where C.Instant == ContinuousClock.Instant {
    try await withThrowingTaskGroup(of: Outcome<Result>.self) { group in
        group.addTask {
            do {
                return .returned(try await operation())
            } catch {
                return .threw(error)
            }
        }
        group.addTask {
            do {
                try await clock.sleep(until: deadline.instant, tolerance: nil)
                return .deadlinePassed
            } catch {
                // The operation is done or the caller was cancelled: both end the wait, neither is an error.
                return .timerCancelled
            }
        }
        defer { group.cancelAll() }
        // The timer is believed before the clock: one that wakes early has cancelled the operation all the same.
        var hasPassed = false
        while let outcome = try await group.next() {
            switch outcome {
            case .deadlinePassed:
                hasPassed = true
                group.cancelAll()
            case .timerCancelled:
                continue
            case .returned(let result):
                guard !hasPassed, !deadline.hasPassed(at: clock.now) else { throw Status(.deadlineExceeded) }
                return result
            case .threw(let error):
                guard !hasPassed, !deadline.hasPassed(at: clock.now) else {
                    throw Status(.deadlineExceeded, underlying: error)
                }
                throw error
            }
        }
        throw Status(.internal, "the operation ended without an outcome")
    }
}
