import Synchronization

/// A bucket that calls of all threads take tokens from, without a lock; nobody waits.
final class SharedTokenBucket: Sendable {
    let bucket: TokenBucket
    let clock: TickClock
    private let full = Atomic<Int64>(0)

    init(_ bucket: TokenBucket, clock: MonotonicClock) {
        self.bucket = bucket
        self.clock = TickClock(clock, for: bucket)
    }

    /// Takes a token.
    ///
    /// - Returns: `nil` with a token.
    @inline(__always)
    func take() -> RateLimitRefusal? {
        guard !bucket.isUnlimited, let wait = bucket.take(from: full, at: clock.now) else { return nil }
        return RateLimitRefusal(reason: .exceeded, wait: wait)
    }
}
