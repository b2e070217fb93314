public import CoreMetrics

/// Stops calling a peer that keeps failing, and finds out by single calls when it is well again.
///
/// ```swift
/// let profile = Endpoint("profile", store.profile)
///     .with(CircuitBreaker(.failureRatio(0.5, minimumCalls: 20, window: .seconds(10))))
/// ```
///
/// The breaker is *closed* at first and lets all calls pass. When its ``Policy`` says that too many of them failed, it
/// is *open* and rejects them, so that callers do not wait for nothing and the peer has time to recover. After the
/// ``OpenDuration`` it is *half-open*: the next calls, as many as `probes` says, are let through. If all of them
/// succeed it is closed and begins to count anew; if one fails it is open again. What calls of an earlier period come
/// to is not counted. Without arguments it opens at the sixth failure in a row, for a minute, and one probe decides.
///
/// What is a failure is said by the ``Status`` of the error: what its code calls ``Status/Code/isServerFault``. Any
/// other error is an answer and counts as a success, as does an error inside of a response (``FailableResponse``).
/// Cancellation, and rejections on this side of the wire (``Status/Delivery/rejected``), count as nothing: neither as a
/// failure nor as a success. A probe that ends in this way leaves its place to another call, and so does one that has
/// not ended when the open time has passed once more; if it does end later, its result still counts.
///
/// A response that is a stream counts when the stream ends: as a success after the last element, as a failure when it
/// breaks off with one, as nothing when the reader goes away. To a probe a stream that begins is a success, since it
/// may go on for hours.
///
/// Put it inside of ``Timeout`` and of layers that repeat calls, so that it sees each attempt and a rejection costs
/// one, and give each peer a breaker of its own: around the endpoint of one instance rather than around a balancer. It
/// is no limit: where the caller's own load is the trouble, use a limiter.
///
/// All copies of a breaker share one state.
///
/// Metrics: the counter `martlet_circuit_breaker_rejections`, by `endpoint`
/// and `reason` (`open`, `half_open`, `throttled`); the counter `martlet_circuit_breaker_transitions`, by `endpoint`
/// and `state` (`closed`, `half_open`, `open`); the meter `martlet_circuit_breaker_state`, by `endpoint` (0 closed, 1
/// half-open, 2 open). Endpoints that share a breaker count their own rejections, and each shows its state and its
/// transitions; a breaker that has a name shows them once, with the name as its `endpoint`.
///
/// Source: Michael Nygard, "Release It!", 2007; the states and defaults of
/// [gobreaker](https://github.com/sony/gobreaker).
public struct CircuitBreaker: Middleware {
    @usableFromInline
    let core: BreakerCore

    @usableFromInline
    var rejections: BreakerRejectionMetrics?

    /// Makes a closed breaker.
    ///
    /// ```swift
    /// CircuitBreaker()
    /// CircuitBreaker(.consecutiveFailures(5), openFor: .init(.seconds(5), growth: 2, jitter: 0.2), probes: 3)
    /// CircuitBreaker(.hystrix, onStateChange: { logger.warning("\($0)") }, metrics: metrics)
    /// ```
    ///
    /// - Parameters:
    ///   - policy: When it opens; at the sixth failure in a row unless you say otherwise.
    ///   - openFor: How long it stays open; by default as the policy says, which is a minute for most.
    ///   - probes: How many calls are let through when it is half-open, and must succeed to close it; at least one.
    ///   - isFailure: Whether an error counts as a failure, or else as a success. Not asked about cancellation and
    ///     rejections on this side. By default as the policy says, which is ``Status/Code/isServerFault`` for most.
    ///   - onStateChange: Sees all changes of the state, one at a time and in order, after the fact. It runs in a call
    ///     that has changed the state, or in another one at the same time, so it must be quick and must not block.
    ///   - name: What the metrics have as their `endpoint` and changes as their name, for a breaker that several
    ///     endpoints share.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - generator: Where random numbers come from; tests pass one with a seed.
    ///   - clock: The clock to read; tests pass a manual one.
    public init<C: Clock>(
        _ policy: Policy = .gobreaker,
        openFor: OpenDuration? = nil,
        probes: Int = 1,
        isFailure: (@Sendable (Status) -> Bool)? = nil,
        onStateChange: (@Sendable (StateChange) -> Void)? = nil,
        name: String? = nil,
        metrics: (any MetricsFactory)? = nil,
        generator: some RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        precondition(probes > 0, "a breaker without probes never closes")
        core = BreakerCore(
            policy,
            openFor: openFor ?? policy.openFor,
            probes: probes,
            isFailure: isFailure ?? policy.isFailure,
            onStateChange: onStateChange,
            name: name,
            metrics: metrics,
            random: RandomSource(generator),
            clock: MonotonicClock(clock)
        )
    }

    /// Whether the layer keeps the deadline: it waits for nothing but the call.
    @inlinable
    public var endsByDeadline: Bool { true }

    /// The layer with metrics for this endpoint.
    public func attached(to endpoint: String) -> CircuitBreaker {
        var layer = self
        layer.rejections = core.attach(to: endpoint)
        return layer
    }

    /// Lets the call pass, or rejects it.
    ///
    /// - Throws: ``Status`` with code ``Status/Code/unavailable``, the delivery ``Status/Delivery/rejected`` and, while
    ///   it is open, the time until the next probe as ``Status/retry``, when the call was rejected. Otherwise what the
    ///   call throws.
    @inlinable @inline(__always)
    public func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        let admission = try core.admit(rejections)
        do {
            let response = try await next(request)
            if let stream = next.stream(in: response) {
                core.follow(stream, of: admission)
            } else {
                core.succeed(admission)
            }
            return response
        } catch {
            core.fail(error, admission)
            throw error
        }
    }
}
