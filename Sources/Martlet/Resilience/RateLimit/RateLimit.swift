public import CoreMetrics

/// Lets through a limited number of calls per time, and a burst of them at once.
///
/// ```swift
/// let uppercase = Endpoint("uppercase", service.uppercase)
///     .with(RateLimit(.perSecond(1_000), burst: 100))
/// ```
///
/// It is a token bucket: it starts with `burst` tokens, each call takes one, and they come back at the rate until
/// there are `burst` again. No window of any length has more calls than its share of the rate and one burst, whatever
/// the number of threads. What exceeds the limit fails at once with the time after which to come back, or waits for
/// its turn:
///
/// ```swift
/// let geocode = client.geocode
///     .with(RateLimit(.init(100, per: .seconds(60)), burst: 10, whenExceeded: .wait(maximumWaiting: 500)))
/// ```
///
/// Waiting calls go on in the order in which they came, and one that is cancelled leaves the line at once. The first one
/// wakes the next, so an executor that is blocked holds up those behind its call. With a
/// burst of 1 each call goes at least one interval after the one before, so what clocks wake late is lost; a larger
/// burst makes up for it.
///
/// Use it to keep a promise about numbers: what a customer has paid for, what a peer allows. To protect a server from
/// more than it can do, limit the calls at the same time instead, since nobody knows the right rate. Limits by user
/// or tenant: ``KeyedRateLimit``. The layer limits all endpoints that are given the same value together. A stream
/// counts when it begins.
///
/// Metrics: the counter `martlet_rate_limit_rejections`, by `endpoint` and `reason` (`exceeded`; when calls wait also
/// `queue_full`, `deadline`); the meter `martlet_rate_limit_waiting`, by `endpoint`, when calls wait.
///
/// Source: the generic cell rate algorithm, [ITU-T I.371](https://www.itu.int/rec/T-REC-I.371).
public struct RateLimit: Middleware {
    private let tokens: SharedTokenBucket

    /// Where calls wait; then it has the tokens, too.
    @usableFromInline
    let queue: TokenQueue?

    private let factory: (any MetricsFactory)?
    private var metrics: RateLimitMetrics?

    /// Makes a layer with a full bucket.
    ///
    /// - Parameters:
    ///   - rate: How many calls are let through in the long run.
    ///   - burst: How many are let through at once after a pause, zero to a billion. Zero lets no call through,
    ///     unless the rate is unlimited; then the burst does not matter.
    ///   - action: What becomes of the other calls.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - clock: The clock to read, and to sleep on; tests pass a manual one.
    public init<C: Clock>(
        _ rate: Rate,
        burst: Int,
        whenExceeded action: Action = .reject,
        metrics: (any MetricsFactory)? = nil,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        let bucket = TokenBucket(rate, burst: burst)
        let clock = MonotonicClock(clock)
        tokens = SharedTokenBucket(bucket, clock: clock)
        queue = action.maximumWaiting.map { TokenQueue(bucket, maximumWaiting: $0, clock: clock) }
        factory = metrics
    }

    /// Whether the layer never waits past the deadline: it does not.
    @inlinable
    public var endsByDeadline: Bool { true }

    /// The layer with metrics for this endpoint.
    public func attached(to endpoint: String) -> RateLimit {
        guard let factory else { return self }
        var layer = self
        layer.metrics = RateLimitMetrics(endpoint: endpoint, canWait: queue != nil, factory: factory)
        return layer
    }

    /// Takes a token, for code outside of any endpoint. It never waits, goes behind calls that do, and is not counted
    /// in metrics.
    ///
    /// ```swift
    /// let reloads = RateLimit(.perMinute(1), burst: 1)
    /// try reloads.check()
    /// ```
    ///
    /// - Throws: ``Status`` with code ``Status/Code/resourceExhausted`` when there is no token, and the time after
    ///   which to come back in ``Status/retry``.
    public func check() throws(Status) {
        let refusal = if let queue { queue.take() } else { tokens.take() }
        if let refusal { throw rejected(refusal) }
    }

    /// Lets the call through when there is a token for it.
    ///
    /// - Throws: ``Status`` with code ``Status/Code/resourceExhausted`` and the time after which to come back in
    ///   ``Status/retry``, when there is no token, or none before the deadline, or when too many calls wait. When calls
    ///   wait also ``Status/Code/deadlineExceeded`` if the deadline has passed, and `CancellationError`. Otherwise what
    ///   the call throws.
    @inlinable @inline(__always)
    public func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        if let queue {
            if let place = try enter(queue) { try await wait(at: place, in: queue) }
        } else {
            try check()
        }
        return try await next(request)
    }

    /// Takes a token, or a place in the line.
    @usableFromInline
    func enter(_ queue: TokenQueue) throws -> TokenQueue.Place? {
        // A token for a call that is over would be lost.
        try Task.checkCancellation()
        switch queue.enter(until: RequestContext.current.deadline) {
        case .admitted: return nil
        case .refused(let refusal): throw rejected(refusal)
        case .waits(let place): return TokenQueue.Place(inLine: place)
        }
    }

    @usableFromInline
    func wait(at place: TokenQueue.Place, in queue: TokenQueue) async throws {
        metrics?.waiting?.increment()
        defer { metrics?.waiting?.decrement() }
        if let refusal = try await queue.wait(at: place) { throw rejected(refusal) }
    }

    private func rejected(_ refusal: RateLimitRefusal) -> Status {
        metrics?.count(refusal)
        return refusal.status(tokens.bucket)
    }
}
