public import CoreMetrics

/// Makes a second attempt when the first one takes longer than usual, and returns what succeeds first.
///
/// It cuts the slow tail of a peer with several instances, at the price of a few more calls: put it around an endpoint
/// that balances. Only endpoints that are declared idempotent are hedged; around others the layer does nothing.
///
/// ```swift
/// let profile = client.profile.with(Hedge(atPercentile: 0.95))
/// let price = client.price.with(Hedge(after: .milliseconds(50)))
/// ```
///
/// The attempts that lose are cancelled, and the call returns when they have ended. An attempt that fails before the
/// delay ends the call: ``Retry`` is for that. So does a failure of the first attempt that another one would share;
/// when an attempt is left that may succeed, it decides, and when that fails, too, the caller gets the error of the
/// first. A response that is a stream wins when it begins. The layer keeps the deadline and makes no attempt that would
/// begin after it.
///
/// Each further attempt takes a retry out of the budget, so hedges cannot double the load of a peer that has become
/// slow as a whole. Share the budget with the ``Retry`` of the endpoint by naming it. The number of an attempt is in
/// ``RequestContext/attempt``.
///
/// Metrics, by `endpoint`: the counters `martlet_hedge_attempts`, attempts beyond the first, and `martlet_hedge_wins`,
/// those of them that were first to succeed.
///
/// Source: Jeffrey Dean and Luiz André Barroso, [The tail at scale](https://research.google/pubs/the-tail-at-scale/),
/// 2013.
public struct Hedge: Middleware {
    @usableFromInline
    let core: HedgeCore

    private let factory: (any MetricsFactory)?

    private var attempts: Counter?

    private var wins: Counter?

    /// Makes a layer that waits for a fixed time before it makes another attempt.
    ///
    /// - Parameters:
    ///   - delay: How long to wait, zero or more; at zero the attempts begin together.
    ///   - budget: How many attempts there may be in proportion to calls.
    ///   - maximumAttempts: How many attempts a call has, each a delay after the one before; less than two makes none.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - clock: The clock to sleep on; tests pass a manual one.
    public init<C: Clock>(
        after delay: Duration,
        budget: RetryBudget = .percent(20),
        maximumAttempts: Int = 2,
        metrics: (any MetricsFactory)? = nil,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        core = HedgeCore(
            delay: min(max(delay, .zero), Deadline.century),
            budget: budget,
            maximumAttempts: maximumAttempts,
            clock: MonotonicClock(clock)
        )
        factory = metrics
    }

    /// Makes a layer that waits as long as most of the last calls took.
    ///
    /// What is counted is how long calls took that succeeded, from their first attempt on. As long as there were too
    /// few to know the percentile (20 for 0.95), the delay is the maximum.
    ///
    /// - Parameters:
    ///   - percentile: The part of the calls that should end without another attempt, more than zero and less than one;
    ///     anything else is a programming error, which traps.
    ///   - minimum: The shortest delay, zero or more.
    ///   - maximum: The longest delay.
    ///   - window: For how long calls are remembered: between once and twice as long.
    ///   - budget: How many attempts there may be in proportion to calls.
    ///   - maximumAttempts: How many attempts a call has, each a delay after the one before; less than two makes none.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - clock: The clock to read and to sleep on; tests pass a manual one.
    public init<C: Clock>(
        atPercentile percentile: Double,
        minimum: Duration = .milliseconds(1),
        maximum: Duration = .seconds(1),
        window: Duration = .seconds(30),
        budget: RetryBudget = .percent(20),
        maximumAttempts: Int = 2,
        metrics: (any MetricsFactory)? = nil,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        precondition(percentile > 0 && percentile < 1, "a percentile lies between 0 and 1")
        let shortest = min(max(minimum, .zero), Deadline.century)
        let clock = MonotonicClock(clock)
        let pace = HedgePace(
            percentile: percentile,
            limits: shortest...min(max(maximum, shortest), Deadline.century),
            window: min(max(window, .milliseconds(1)), Deadline.century),
            start: clock.timestamp
        )
        core = HedgeCore(pace: pace, budget: budget, maximumAttempts: maximumAttempts, clock: clock)
        factory = metrics
    }

    /// Whether the layer keeps the deadline: it does.
    @inlinable
    public var endsByDeadline: Bool { true }

    /// The layer with counters for this endpoint.
    public func attached(to endpoint: String) -> Hedge {
        guard let factory else { return self }
        var layer = self
        let dimensions = [("endpoint", endpoint)]
        layer.attempts = Counter(label: "martlet_hedge_attempts", dimensions: dimensions, factory: factory)
        layer.wins = Counter(label: "martlet_hedge_wins", dimensions: dimensions, factory: factory)
        return layer
    }

    /// Makes the call, and makes it again when it takes long.
    ///
    /// - Throws: What the first attempt throws.
    @inlinable @inline(__always)
    public func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        guard next.isIdempotent, core.maximumAttempts > 1 else { return try await next(request) }
        return try await hedge(request, next)
    }

    @inlinable @inline(never)
    func hedge<Next: Callee>(_ request: Next.Request, _ next: Next) async throws -> Next.Response {
        core.budget.depositUnlessRetried()
        let start = core.begin()
        let signal = HedgeSignal()
        return try await withThrowingTaskGroup(of: HedgeOutcome<Next.Response>.self) { group in
            group.addImmediateTask {
                defer { signal.attemptEnded() }
                return await attempt(1, request, next)
            }
            var race = HedgeRace(maximumAttempts: core.maximumAttempts)
            // An attempt that never waits has no need of a timer.
            var timer = signal.hasEndedAttempt ? nil : core.startTimer(signal, until: RequestContext.current.deadline)
            defer { timer?.stop() }
            while true {
                if case .delayPassed = await signal.next() {
                    guard race.mayHedge, beginHedge() else { continue }
                    let number = race.hedge()
                    group.addImmediateTask {
                        defer { signal.attemptEnded() }
                        return await hedgedAttempt(number, request, next)
                    }
                    if race.mayHedge { timer = core.startTimer(signal, until: RequestContext.current.deadline) }
                    continue
                }
                switch try await group.next() {
                case .response(let response, let attempt):
                    group.cancelAll()
                    end(attempt, since: start)
                    return response
                case .failure(let error, let attempt):
                    if let error = race.attemptFailed(attempt, error) { throw error }
                case nil:
                    // Never: the signal counts the ends of attempts, and the group has them all.
                    throw CancellationError()
                }
            }
        }
    }

    @inlinable
    func attempt<Next: Callee>(
        _ number: Int,
        _ request: Next.Request,
        _ next: Next
    ) async -> HedgeOutcome<Next.Response> {
        do {
            return .response(try await next(request), attempt: number)
        } catch {
            return .failure(error, attempt: number)
        }
    }

    @inlinable
    func hedgedAttempt<Next: Callee>(
        _ number: Int,
        _ request: Next.Request,
        _ next: Next
    ) async -> HedgeOutcome<Next.Response> {
        var context = RequestContext.current
        // The first of these may be a retry; a number that came over a wire is that of another call.
        context.attempt = (context.isAttemptReceived ? 1 : context.attempt) &+ number - 1
        return await RequestContext.$current.withValue(context) { await attempt(number, request, next) }
    }

    /// Whether there is to be another attempt.
    @usableFromInline
    func beginHedge() -> Bool {
        guard !Task.isCancelled, core.budget.withdraw() != nil else { return false }
        attempts?.increment()
        return true
    }

    @usableFromInline
    func end(_ attempt: Int, since start: Timestamp?) {
        if attempt > 1 { wins?.increment() }
        if let start { core.record(since: start) }
    }
}
