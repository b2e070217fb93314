/// A clock that counts in the ticks of a ``TokenBucket``, from the moment at which it was made.
@usableFromInline
struct TickClock: Sendable {
    typealias Ticks = TokenBucket.Ticks

    let clock: MonotonicClock
    private let bucket: TokenBucket
    private let origin: ContinuousClock.Instant

    init(_ clock: MonotonicClock, for bucket: TokenBucket) {
        self.clock = clock
        self.bucket = bucket
        origin = clock.now
    }

    /// Whether nobody needs the time.
    @usableFromInline
    var isForUnlimited: Bool { bucket.isUnlimited }

    @usableFromInline
    var now: Int64 { ticks(clock.now) }

    func ticks(_ instant: ContinuousClock.Instant) -> Ticks {
        bucket.ticks(origin.duration(to: instant))
    }
}
