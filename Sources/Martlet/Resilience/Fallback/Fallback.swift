public import CoreMetrics

/// Answers with something else when a call fails: a default, an older value, a second source.
///
/// ```swift
/// let profile = Endpoint("profile", store.profile)
///     .with(Fallback { id, _ in Profile.placeholder(id) })
/// let rates = Endpoint("rates", bank.rates)
///     .with(Fallback(Rates.ofYesterday))
/// ```
///
/// It is for answers that are worse and still of use. It does not hide from the callers that something is wrong with
/// their calls: by default it leaves their mistakes, business errors and cancellations as they are, and acts on what is
/// no fault of theirs. Put it outside of retries, breakers and limits, so that it acts when these have given up. What
/// it answers with should not need what has just failed, nor be used so rarely that nobody knows whether it works.
///
/// When the fallback fails, too, the caller gets the error of the call, the same instance. The error of the fallback is
/// only counted, since its text would lead away from the cause; the closure can catch it and log it. Nobody waits for
/// the answer to a call that was cancelled or whose deadline has passed, so there is no fallback for it.
///
/// Metrics: the counter `martlet_fallbacks`, by `endpoint` and `outcome`: `answered`, or `failed`.
///
/// Source: graceful degradation in
/// [Addressing cascading failures](https://sre.google/sre-book/addressing-cascading-failures/), Site Reliability
/// Engineering, 2016.
public struct Fallback<Request: Sendable, Response: Sendable>: TypedMiddleware {
    /// What answers instead of the endpoint: given the request and the error that the call has ended with.
    public typealias Answer = @Sendable (_ request: Request, _ error: any Error) async throws -> Response

    private let answer: Answer
    private let isHandled: @Sendable (Status) -> Bool
    private let metrics: (any MetricsFactory)?
    private let clock: MonotonicClock
    private var counters: FallbackCounters?

    /// Whether the layer keeps the deadline: a value does, a closure may wait as long as it likes.
    public let endsByDeadline: Bool

    /// Makes a layer that asks a closure for the answer.
    ///
    /// - Parameters:
    ///   - isHandled: Whether to act on an error with this status; by default
    ///     ``Status/isFailureOfService``. It is not asked about a call that was cancelled.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - clock: The clock of the deadlines; tests pass a manual one.
    ///   - answer: Makes the answer. It runs in the task of the call, so cancelling the call cancels it.
    public init<C: Clock>(
        when isHandled: @escaping @Sendable (Status) -> Bool = { $0.isFailureOfService },
        metrics: (any MetricsFactory)? = nil,
        clock: C = ContinuousClock(),
        _ answer: @escaping Answer
    ) where C.Instant == ContinuousClock.Instant {
        self.init(when: isHandled, endsByDeadline: false, metrics, MonotonicClock(clock), answer)
    }

    /// Makes a layer that answers with a value.
    ///
    /// - Parameters:
    ///   - value: The answer; it is evaluated anew for each call that fails.
    ///   - isHandled: Whether to act on an error with this status; by default
    ///     ``Status/isFailureOfService``. It is not asked about a call that was cancelled.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - clock: The clock of the deadlines; tests pass a manual one.
    public init<C: Clock>(
        _ value: @escaping @autoclosure @Sendable () -> Response,
        when isHandled: @escaping @Sendable (Status) -> Bool = { $0.isFailureOfService },
        metrics: (any MetricsFactory)? = nil,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        self.init(when: isHandled, endsByDeadline: true, metrics, MonotonicClock(clock)) { _, _ in value() }
    }

    private init(
        when isHandled: @escaping @Sendable (Status) -> Bool,
        endsByDeadline: Bool,
        _ metrics: (any MetricsFactory)?,
        _ clock: MonotonicClock,
        _ answer: @escaping Answer
    ) {
        self.answer = answer
        self.isHandled = isHandled
        self.endsByDeadline = endsByDeadline
        self.metrics = metrics
        self.clock = clock
    }

    /// The layer with counters for this endpoint.
    public func attached(to endpoint: String) -> Fallback {
        guard let metrics else { return self }
        var layer = self
        layer.counters = FallbackCounters(endpoint, metrics)
        return layer
    }

    /// Makes the call, and answers in its place when it fails.
    ///
    /// - Throws: What the call throws, if the layer does not act on it or the fallback fails.
    @inlinable @inline(__always)
    public func intercept<Next: Callee<Request, Response>>(_ request: Request, next: Next) async throws -> Response {
        do {
            return try await next(request)
        } catch {
            return try await handle(error, of: request)
        }
    }

    @usableFromInline
    func handle(_ error: any Error, of request: Request) async throws -> Response {
        guard acts(on: error) else { throw error }
        do {
            let response = try await answer(request, error)
            counters?.answered.increment()
            return response
        } catch _ {
            counters?.failed.increment()
            throw error
        }
    }

    private func acts(on error: any Error) -> Bool {
        guard !Task.isCancelled else { return false }
        let status = Status(error)
        guard status.code != .cancelled, isHandled(status) else { return false }
        return RequestContext.current.deadline.map { !$0.hasPassed(at: clock.now) } ?? true
    }
}

extension Status {
    /// Whether the call failed for a reason that is not the caller's: a fault of the side that was called
    /// (``Code/isServerFault``), a limit that is full, or a refusal on this side. What ``Fallback`` acts on by default.
    public var isFailureOfService: Bool {
        code.isServerFault || code == .resourceExhausted || delivery == .rejected
    }
}

/// The counters of a ``Fallback`` around one endpoint.
private struct FallbackCounters: Sendable {
    let answered: Counter
    let failed: Counter

    init(_ endpoint: String, _ factory: any MetricsFactory) {
        func counter(_ outcome: String) -> Counter {
            Counter(
                label: "martlet_fallbacks",
                dimensions: [("endpoint", endpoint), ("outcome", outcome)],
                factory: factory
            )
        }
        answered = counter("answered")
        failed = counter("failed")
    }
}
