public import CoreMetrics
public import Synchronization

/// Lets through a limited number of calls per time for each user, tenant or address.
///
/// It is the state that the calls share; make it once and give it to endpoints, with the way to find the key:
///
/// ```swift
/// let perUser = KeyedRateLimit<String>(.perSecond(10), burst: 20, maximumKeys: 10_000)
///
/// let profile = Endpoint("profile", service.profile).with(perUser, by: { $0.user })
/// let search = Endpoint("search", service.search)
///     .with(perUser.by { context in context.metadata["x-tenant"] ?? "" }, Timeout(.seconds(1)))
/// ```
///
/// Each key has a token bucket of its own, as described at ``RateLimit``; what exceeds a limit fails at once. Take as
/// a key what callers cannot choose freely, such as who they have logged in as: whoever invents a new key for each
/// call has no limit.
///
/// The number of keys that it remembers is bounded. A new one displaces the one that has not called for the longest
/// time, and that one starts with a full bucket when it comes back. This changes nothing for a key whose bucket has
/// filled up meanwhile, so let `maximumKeys` be well above the number of keys that call within the time in which a
/// bucket fills, which is the burst divided by the rate. A key takes 100 to 200 bytes.
///
/// Metrics: the counter `martlet_rate_limit_rejections`, by `endpoint` and `reason` (`exceeded`). Keys are no
/// dimension: there are too many of them.
public struct KeyedRateLimit<Key: Hashable & Sendable>: Sendable {
    @usableFromInline
    let core: Core

    private let factory: (any MetricsFactory)?
    private var metrics: RateLimitMetrics?

    /// Makes a limit that knows no key yet.
    ///
    /// - Parameters:
    ///   - rate: How many calls of a key are let through in the long run.
    ///   - burst: How many calls of a key are let through at once after a pause, zero to a billion. Zero lets no call
    ///     through, unless the rate is unlimited; then the burst does not matter.
    ///   - maximumKeys: How many keys to remember, one or more.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - clock: The clock to read; tests pass a manual one.
    public init<C: Clock>(
        _ rate: Rate,
        burst: Int,
        maximumKeys: Int = 10_000,
        metrics: (any MetricsFactory)? = nil,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        core = Core(TokenBucket(rate, burst: burst), maximumKeys: maximumKeys, clock: MonotonicClock(clock))
        factory = metrics
    }

    /// Takes a token of a key, for code outside of any endpoint. It is not counted in metrics.
    ///
    /// ```swift
    /// let perAddress = KeyedRateLimit<String>(.perMinute(5), burst: 5)
    /// try perAddress.check("192.0.2.1")
    /// ```
    ///
    /// - Parameter key: The key. It is hashed and compared under a lock.
    /// - Throws: ``Status`` with code ``Status/Code/resourceExhausted`` when there is no token, and the time after
    ///   which to come back in ``Status/retry``.
    @inlinable
    public func check(_ key: Key) throws(Status) {
        if let wait = core.take(key) { throw rejected(wait) }
    }

    @usableFromInline
    func rejected(_ wait: Int64) -> Status {
        let refusal = RateLimitRefusal(reason: .exceeded, wait: wait)
        metrics?.count(refusal)
        return refusal.status(core.bucket)
    }

    func attached(to endpoint: String) -> KeyedRateLimit {
        guard let factory else { return self }
        var limit = self
        limit.metrics = RateLimitMetrics(endpoint: endpoint, canWait: false, factory: factory)
        return limit
    }
}

extension KeyedRateLimit {
    @usableFromInline
    final class Core: Sendable {
        let bucket: TokenBucket

        @usableFromInline
        let clock: TickClock

        @usableFromInline
        let buckets: Mutex<KeyedTokenBuckets<Key>>

        init(_ bucket: TokenBucket, maximumKeys: Int, clock: MonotonicClock) {
            self.bucket = bucket
            self.clock = TickClock(clock, for: bucket)
            buckets = Mutex(KeyedTokenBuckets(bucket, maximumKeys: maximumKeys))
        }

        @inlinable
        func take(_ key: Key) -> Int64? {
            guard !clock.isForUnlimited else { return nil }
            let now = clock.now
            // What was forgotten is released after the lock, since its deinit is not ours.
            let (wait, forgotten) = buckets.withLock { $0.take(key, at: now) }
            _ = forgotten
            return wait
        }
    }
}
