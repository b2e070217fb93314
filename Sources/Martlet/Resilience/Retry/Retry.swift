public import CoreMetrics

/// Repeats calls that failed when another attempt may succeed, and when repeating them is safe.
///
/// ```swift
/// let profile = client.profile.with(Retry(.exponential(attempts: 3), budget: .percent(20)))
/// ```
///
/// Without further word a call has three attempts with growing, random delays between them. What is repeated is what
/// ``Status/isRetryable`` says and an attempt that took too long, and only if the endpoint is declared idempotent or
/// the request was certainly not processed (``Condition/idempotent``). A delay that the peer asks for is kept; one that
/// a layer on this side asks for, such as an open breaker, only if it is no longer than those of the backoff. Retries
/// add a fifth to the calls at most, and ten a second (``RetryBudget``). A call whose next attempt would begin after
/// its deadline ends at once.
///
/// Retry at one place, next to the client: layers of retries multiply. Put a ``Timeout`` for the whole call around it,
/// or use `totalTime`, and one for each attempt inside. A response that is a stream is retried until it is returned;
/// what happens to its elements is the caller's.
///
/// An attempt finds its number in ``RequestContext/attempt``, and clients send it to the peer. Around an endpoint that is
/// balanced over instances it goes to one on which no earlier attempt has failed, if there is any
/// (``Status/instance``).
///
/// Metrics, by `endpoint`: the counter `martlet_retry_attempts` of attempts beyond the first, the counter
/// `martlet_retry_exhausted` of calls that were given up although their failure may pass, by `reason` (`attempts`,
/// `budget`, `deadline`, `retry_after`), and the meter `martlet_retry_budget_balance`.
public struct Retry: Middleware {
    @usableFromInline
    let budget: RetryBudget

    /// Whether each call has a time of its own.
    @usableFromInline
    let isTimed: Bool

    @usableFromInline
    let core: RetryCore

    private let factory: (any MetricsFactory)?
    private var metrics: RetryMetrics?

    /// Makes a layer.
    ///
    /// - Parameters:
    ///   - backoff: How many attempts, and the delays between them.
    ///   - totalTime: The time that a call has for all its attempts and delays, after which it is cancelled as by
    ///     ``Timeout``; `nil` leaves it to the deadline of the caller.
    ///   - condition: Which failures are retried.
    ///   - maximumDelay: The longest delay of a peer's asking that is kept; a call that is asked to wait for longer is
    ///     given up.
    ///   - budget: How many retries there may be in proportion to calls. Name one to share it among layers.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - generator: Draws the delays; tests pass a seeded one.
    ///   - clock: The clock to sleep on; tests pass a manual one.
    public init<C: Clock>(
        _ backoff: Backoff = .exponential(),
        totalTime: Duration? = nil,
        when condition: Condition = .idempotent,
        maximumDelay: Duration = .seconds(10),
        budget: RetryBudget = .percent(20),
        metrics: (any MetricsFactory)? = nil,
        generator: some RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        let policy = RetrySequence.Policy(
            backoff: backoff,
            condition: condition,
            maximumDelay: min(max(maximumDelay, .zero), Deadline.century)
        )
        let total = totalTime.map { Timeout($0, clock: clock) }
        core = RetryCore(policy, total: total, RandomSource(generator), MonotonicClock(clock))
        isTimed = totalTime != nil
        self.budget = budget
        budget.setRetried()
        factory = metrics
    }

    /// Whether the layer keeps the deadline: it does.
    @inlinable
    public var endsByDeadline: Bool { true }

    /// The layer with metrics for this endpoint.
    public func attached(to endpoint: String) -> Retry {
        guard let factory else { return self }
        var layer = self
        layer.metrics = RetryMetrics(factory, endpoint: endpoint)
        return layer
    }

    /// Calls until an attempt succeeds, or until there is no point in another one.
    ///
    /// - Throws: What the attempt threw, when there was one; otherwise ``RetryError`` with the errors of all attempts.
    @inlinable @inline(__always)
    public func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        budget.deposit()
        // An attempt of an outer call, which is not about the calls that it makes.
        guard !isTimed, RequestContext.current.attempt == 1 else { return try await bind(request, next) }
        do {
            return try await next(request)
        } catch {
            return try await retry(request, next, after: error)
        }
    }

    /// Makes the call with what its first attempt must see.
    @inlinable @inline(never)
    func bind<Next: Callee>(_ request: Next.Request, _ next: Next) async throws -> Next.Response {
        if let total = core.total { return try await total.intercept(request, next: RetryAttempts(self, next)) }
        return try await firstAttempt(request, next)
    }

    @inlinable
    func firstAttempt<Next: Callee>(_ request: Next.Request, _ next: Next) async throws -> Next.Response {
        var context = RequestContext.current
        do {
            guard context.attempt != 1 else { return try await next(request) }
            context.attempt = 1
            return try await RequestContext.$current.withValue(context) { try await next(request) }
        } catch {
            return try await retry(request, next, after: error)
        }
    }

    /// Goes on after a failed first attempt. Out of line: calls that succeed have no use for it.
    @inlinable @inline(never)
    func retry<Next: Callee>(
        _ request: Next.Request,
        _ next: Next,
        after error: any Error
    ) async throws -> Next.Response {
        var context = RequestContext.current
        var sequence = RetrySequence()
        var error = error
        while true {
            try await pause(&sequence, after: error, isIdempotent: next.isIdempotent, until: context.deadline)
            context.attempt = sequence.attempt
            context.avoidInstance(of: error)
            let response: Next.Response
            do {
                response = try await RequestContext.$current.withValue(context) { try await next(request) }
            } catch let failure {
                error = failure
                continue
            }
            try checkTime(of: sequence, context.deadline)
            return response
        }
    }

    /// Drops a response that has come too late, as whoever set the deadline does; here the errors before it are known.
    @usableFromInline
    func checkTime(of sequence: RetrySequence, _ deadline: Deadline?) throws {
        guard deadline != nil else { return }
        let moment = moment(deadline)
        if moment.hasPassed { throw sequence.succeededTooLate }
    }

    /// Waits for the next attempt.
    ///
    /// - Throws: The error of the call, when there is no next attempt.
    @usableFromInline
    func pause(
        _ sequence: inout RetrySequence,
        after error: any Error,
        isIdempotent: Bool,
        until deadline: Deadline?
    ) async throws {
        let action = sequence.attemptFailed(
            error,
            isIdempotent: isIdempotent,
            at: moment(deadline),
            random: core.random.unit(),
            core.policy
        )
        switch action {
        case .end(let error, let limit):
            if let limit { metrics?.count(limit) }
            throw error
        case .retry(let delay):
            guard let balance = budget.withdraw() else {
                metrics?.count(.budget)
                throw sequence.lastError
            }
            metrics?.record(balance: balance)
            // What a sleep throws is the cancellation of the task, of which the task itself knows.
            if delay > .zero { try? await core.clock.sleep(until: core.clock.now.advanced(by: delay)) }
            let moment = moment(deadline)
            guard !moment.isCancelled, !moment.hasPassed else {
                budget.giveBack()
                throw sequence.interrupted(at: moment)
            }
            metrics?.countRetry()
        }
    }

    private func moment(_ deadline: Deadline?) -> RetrySequence.Moment {
        RetrySequence.Moment(now: core.clock.now, deadline: deadline, isCancelled: Task.isCancelled)
    }
}
