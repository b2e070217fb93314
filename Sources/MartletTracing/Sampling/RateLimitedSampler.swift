import Synchronization

/// Records so many traces a second at most, however many there are: the load on the collector is bounded, and a service with
/// little traffic records everything.
///
/// Which traces these are no other service can know: put it at the root, inside ``Sampler/parentBased(root:)``.
///
/// Source: the rate-limiting sampler of [Jaeger](https://www.jaegertracing.io/docs/1.21/sampling/).
public struct RateLimitedSampler: Sampler {
    private let bucket: SamplingBucket
    private let fullAt: FullAt
    private let elapsed: @Sendable () -> Duration

    /// What is in the bucket is shared by all copies.
    private final class FullAt: Sendable {
        let nanoseconds = Atomic<Int64>(0)
    }

    /// Makes a sampler.
    ///
    /// - Parameters:
    ///   - perSecond: How many traces a second; zero or less lets none through.
    ///   - burst: How many at once after a time without any, at least 1; as many as in a second when not given.
    ///   - clock: Measures the seconds; tests pass a manual one.
    public init<C: Clock<Duration>>(perSecond: Double, burst: Int? = nil, clock: C = ContinuousClock()) {
        bucket = SamplingBucket(perSecond: perSecond, burst: burst)
        fullAt = FullAt()
        let origin = clock.now
        elapsed = { origin.duration(to: clock.now) }
    }

    /// Whether there is a token.
    public func shouldSample(_ span: SamplingParameters) -> SamplingDecision {
        let now = bucket.nanoseconds(elapsed())
        var full = fullAt.nanoseconds.load(ordering: .relaxed)
        while let next = bucket.take(full: full, at: now) {
            let (exchanged, original) = fullAt.nanoseconds.weakCompareExchange(
                expected: full,
                desired: next,
                ordering: .relaxed
            )
            if exchanged { return .sample }
            full = original
        }
        return .drop
    }
}

extension Sampler where Self == RateLimitedSampler {
    /// So many traces a second at most.
    ///
    /// - Parameters:
    ///   - perSecond: How many; zero or less lets none through.
    ///   - burst: How many at once after a time without any, at least 1; as many as in a second when not given.
    public static func rateLimited(perSecond: Double, burst: Int? = nil) -> Self {
        RateLimitedSampler(perSecond: perSecond, burst: burst)
    }
}

/// The rules of a token bucket whose content is the time at which it will be full, which the caller keeps.
///
/// Source: the generic cell rate algorithm, "virtual scheduling", in ITU-T recommendation I.371, annex A, 2004.
struct SamplingBucket: Sendable {
    /// The time that one token takes, in nanoseconds; `nil` when there are none.
    private let interval: Int64?
    private let capacity: Int64

    init(perSecond: Double, burst: Int?) {
        // What is no number is no rate.
        let perSecond = perSecond > 0 ? perSecond : 0
        let burst = Double(max(burst ?? 1, burst == nil ? Int(min(max(perSecond, 1), 1e9)) : 1))
        // At most a billion a second and at least one in a year, so that no sum leaves the range of the numbers.
        let interval = perSecond > 0 ? max(min(1e9 / perSecond, 3.15e16), 1) : nil
        self.interval = interval.map { Int64($0) }
        capacity = Int64(min((interval ?? 0) * min(burst, 1e9), 0x1p61))
    }

    /// - Parameter elapsed: Since the bucket was full.
    func nanoseconds(_ elapsed: Duration) -> Int64 {
        let (seconds, attoseconds) = elapsed.components
        let nanoseconds = Int128(seconds) * 1_000_000_000 + Int128(attoseconds / 1_000_000_000)
        return Int64(min(max(nanoseconds, 0), 1 << 61))
    }

    /// Takes a token.
    ///
    /// - Returns: When the bucket will be full again, or `nil` when there was no token.
    func take(full: Int64, at now: Int64) -> Int64? {
        guard let interval else { return nil }
        let next = max(full, now) + interval
        return next - now > capacity ? nil : next
    }
}
