public import CoreMetrics

/// Makes calls slow, fail or be cancelled on purpose, to see what becomes of the system then.
///
/// ```swift
/// let faults = FaultInjection(
///     seed: 42,
///     latency: .uniform(.milliseconds(10)...(.milliseconds(50)), probability: 0.1),
///     errors: .init(Status(.unavailable), probability: 0.05),
///     isEnabled: false
/// )
/// let charge = Endpoint("charge", bank.charge).with(Retry(), faults)
/// faults.isEnabled = true  // the game day begins
/// ```
///
/// Use it in tests, and in production where operators can switch it off at once. Put it innermost, where the
/// peer would fail, so that the layers around it can show what they are for; or outermost on a server, to try its
/// clients.
///
/// The same seed gives the same faults in the same order, though of calls that come at the same time any may be first.
/// A call may get latency and then an error or a cancellation. Streams pass once they have begun. Copies of the layer
/// share their switch and their sequence.
///
/// Metrics: the counter `martlet_injected_faults`, by `endpoint` and `kind`: `latency`, `error` or `cancellation`.
///
/// Source: [Principles of chaos engineering](https://principlesofchaos.org).
public struct FaultInjection: Middleware {
    @usableFromInline
    let injector: FaultInjector

    private let metrics: (any MetricsFactory)?
    private let clock: MonotonicClock
    private var counters: FaultCounters?

    /// Makes a layer.
    ///
    /// - Parameters:
    ///   - seed: Decides which calls get which faults; a random one by default.
    ///   - latency: Time that calls wait before they are made.
    ///   - errors: Errors that calls end with.
    ///   - cancellation: Callers that hang up during the call. A call that would also get an error gets the error.
    ///   - isEnabled: Whether it begins at once.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - clock: The clock to sleep on; tests pass a manual one.
    public init<C: Clock>(
        seed: UInt64 = .random(in: .min ... .max),
        latency: Latency = .none,
        errors: Errors = .none,
        cancellation: Cancellation = .none,
        isEnabled: Bool = true,
        metrics: (any MetricsFactory)? = nil,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        let plan = FaultPlan(
            seed: seed,
            latency: latency,
            errorProbability: errors.probability,
            cancellationProbability: cancellation.probability
        )
        injector = FaultInjector(plan, errors: errors, cancellation: cancellation, isEnabled: isEnabled)
        self.metrics = metrics
        self.clock = MonotonicClock(clock)
    }

    /// Whether calls get faults, to be changed at any time, by operators for instance. While it is false, calls pass
    /// and take nothing from the sequence.
    public var isEnabled: Bool {
        get { injector.isEnabled }
        nonmutating set { injector.isEnabled = newValue }
    }

    /// Whether the layer keeps the deadline: it does.
    @inlinable
    public var endsByDeadline: Bool { true }

    /// The layer with counters for this endpoint.
    public func attached(to endpoint: String) -> FaultInjection {
        guard let metrics else { return self }
        var layer = self
        layer.counters = FaultCounters(endpoint, metrics)
        return layer
    }

    /// Makes the call, or what the next fault makes of it.
    ///
    /// - Throws: The injected error; ``Status`` with code ``Status/Code/deadlineExceeded`` when the deadline passes
    ///   during the injected latency; `CancellationError` when the call was cancelled, on purpose or not. Otherwise
    ///   what the call throws.
    @inlinable @inline(__always)
    public func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        guard let fault = injector.nextFault() else { return try await next(request) }
        return try await inject(fault, request, next)
    }

    @usableFromInline
    func inject<Next: Callee>(
        _ fault: InjectedFault,
        _ request: Next.Request,
        _ next: Next
    ) async throws -> Next.Response {
        if let latency = fault.latency { try await wait(latency) }
        switch fault.ending {
        case .error:
            return try await fail(request, next)
        case .cancellation:
            return try await cancel(request, next)
        case nil:
            return try await next(request)
        }
    }

    private func wait(_ latency: Duration) async throws {
        counters?.latency.increment()
        let end = clock.now.advanced(by: latency)
        guard let deadline = RequestContext.current.deadline, deadline.instant <= end else {
            return try await clock.sleep(until: end)
        }
        try await clock.sleep(until: deadline.instant)
        // As from a slow peer, of which nobody knows how far it got.
        throw Status(.deadlineExceeded)
    }

    private func fail<Next: Callee>(_ request: Next.Request, _ next: Next) async throws -> Next.Response {
        if injector.errors.moment == .afterCall { _ = try await next(request) }
        counters?.error.increment()
        throw injector.errors.status
    }

    private func cancel<Next: Callee>(_ request: Next.Request, _ next: Next) async throws -> Next.Response {
        let delay = injector.cancellation.delay
        let end = clock.now.advanced(by: delay)
        return try await withThrowingTaskGroup(of: Next.Response?.self) { group in
            // A task that is added to a group that was cancelled is so from its start.
            if delay == .zero { group.cancelAll() }
            group.addTask { try await next(request) }
            if delay > .zero {
                group.addTask { [clock] in
                    try await clock.sleep(until: end)
                    return nil
                }
                defer { group.cancelAll() }
                if case .some(.some(let response)) = try await group.next() { return response }
            }
            counters?.cancellation.increment()
            _ = try await group.next()
            throw CancellationError()
        }
    }
}

/// The counters of a ``FaultInjection`` around one endpoint.
private struct FaultCounters: Sendable {
    let latency: Counter
    let error: Counter
    let cancellation: Counter

    init(_ endpoint: String, _ factory: any MetricsFactory) {
        func counter(_ kind: String) -> Counter {
            Counter(
                label: "martlet_injected_faults",
                dimensions: [("endpoint", endpoint), ("kind", kind)],
                factory: factory
            )
        }
        latency = counter("latency")
        error = counter("error")
        cancellation = counter("cancellation")
    }
}
