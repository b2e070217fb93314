import Martlet

/// The clock to wait on, whose type is known only here.
struct DNSClock: Sendable {
    typealias Instant = ContinuousClock.Instant

    private let read: @Sendable () -> Instant
    private let wait: @Sendable (Instant) async throws -> Void

    init<C: Clock>(_ clock: C) where C.Instant == Instant {
        read = { clock.now }
        wait = { try await clock.sleep(until: $0, tolerance: nil) }
    }

    var now: Instant { read() }

    func sleep(until instant: Instant) async throws { try await wait(instant) }

    /// Runs an operation that is cancelled after some time.
    ///
    /// - Throws: `Status` with `deadlineExceeded` when the time is over; otherwise what the operation throws.
    func limit<Value: Sendable>(
        _ duration: Duration,
        _ operation: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let end = now.advanced(by: duration)
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await operation() }
            group.addTask {
                try await sleep(until: end)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else { throw Status(.deadlineExceeded) }
            return value
        }
    }
}
