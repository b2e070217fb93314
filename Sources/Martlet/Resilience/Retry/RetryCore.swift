/// What the copies of a ``Retry`` share, and what never changes.
@usableFromInline
final class RetryCore: Sendable {
    /// The time of a whole call, when calls have one of their own.
    @usableFromInline
    let total: Timeout?

    let policy: RetrySequence.Policy
    let random: RandomSource
    let clock: MonotonicClock

    init(_ policy: RetrySequence.Policy, total: Timeout?, _ random: RandomSource, _ clock: MonotonicClock) {
        self.policy = policy
        self.total = total
        self.random = random
        self.clock = clock
    }
}

/// All attempts of a call as one callee, for the ``Timeout`` that bounds them.
@usableFromInline
struct RetryAttempts<Next: Callee>: Callee {
    @usableFromInline
    let layer: Retry

    @usableFromInline
    let next: Next

    @inlinable
    init(_ layer: Retry, _ next: Next) {
        self.layer = layer
        self.next = next
    }

    @inlinable
    var name: String { next.name }

    @inlinable
    var streamsResponse: Bool { next.streamsResponse }

    @inlinable
    var mayCarryFailure: Bool { next.mayCarryFailure }

    @inlinable
    var isIdempotent: Bool { next.isIdempotent }

    @inlinable
    var endsByDeadline: Bool { next.endsByDeadline }

    @inlinable
    func callAsFunction(_ request: Next.Request) async throws -> Next.Response {
        try await layer.firstAttempt(request, next)
    }
}
