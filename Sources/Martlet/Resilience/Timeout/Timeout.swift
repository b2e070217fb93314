public import CoreMetrics

/// Gives every call a time after which it is cancelled, and a deadline that all that it calls can see.
///
/// ```swift
/// let profile = Endpoint("profile", store.profile).with(Timeout(.milliseconds(250)))
/// ```
///
/// The deadline is in ``RequestContext/current`` during the call, and clients pass it on to the next hop. Deadlines only
/// shorten: when the caller's ends first, the layer does nothing, and whoever set it ends the call. Around a client whose
/// transport keeps deadlines (``Callee/endsByDeadline``) it sets the deadline and leaves the rest to the transport;
/// otherwise the call runs in a child task, and one timer serves all calls of the layer.
///
/// Cancellation is cooperative, as everywhere in Swift: the call returns when what it runs has. A response that is a
/// stream has to begin in time; how long it goes on is not limited, so the deadline of this layer is not passed on with it.
///
/// Metrics: the counter `martlet_timeouts`, by `endpoint`.
public struct Timeout: Middleware {
    @usableFromInline
    let nanoseconds: Int64

    @usableFromInline
    let clock: MonotonicClock

    @usableFromInline
    let timer: DeadlineTimer

    private let metrics: (any MetricsFactory)?

    @usableFromInline
    var timeouts: Counter?

    /// Makes a layer.
    ///
    /// - Parameters:
    ///   - timeout: The time that a call has, zero or more; after a century it counts as one.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - clock: The clock to sleep on; tests pass a manual one.
    public init<C: Clock>(
        _ timeout: Duration,
        metrics: (any MetricsFactory)? = nil,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        nanoseconds = min(max(timeout, .zero), Deadline.century).saturatedNanoseconds
        self.metrics = metrics
        self.clock = MonotonicClock(clock)
        timer = DeadlineTimer(clock: self.clock)
    }

    /// Whether the layer keeps the deadline: it does.
    @inlinable
    public var endsByDeadline: Bool { true }

    /// The layer with a counter for this endpoint.
    public func attached(to endpoint: String) -> Timeout {
        guard let metrics else { return self }
        var layer = self
        layer.timeouts = Counter(
            label: "martlet_timeouts",
            dimensions: [("endpoint", endpoint)],
            factory: metrics
        )
        return layer
    }

    /// Lets the call run until its time is over.
    ///
    /// - Throws: ``Status`` with code ``Status/Code/deadlineExceeded`` when the call was cancelled at its deadline, with
    ///   the error that it ended with in ``Status/underlying``, or when the deadline of the caller had passed before.
    ///   Otherwise what the call throws.
    @inlinable @inline(__always)
    public func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        guard next.endsByDeadline, !next.streamsResponse else { return try await run(request, next) }
        let (context, shortens) = try shortened()
        return try await RequestContext.$current.withValue(context) {
            do {
                return try await next(request)
            } catch {
                throw shortens ? counted(error) : error
            }
        }
    }

    /// The context in which the call runs, and whether its deadline is that of this layer.
    @usableFromInline
    func shortened() throws(Status) -> (context: RequestContext, shortens: Bool) {
        let now = clock.timestamp
        var context = RequestContext.current
        let deadline = Deadline(timestamp: now.advanced(byNanoseconds: nanoseconds))
        if let outer = context.deadline, outer <= deadline {
            guard outer.timestamp > now else { throw Status(.deadlineExceeded, delivery: .rejected) }
            return (context, false)
        }
        context.deadline = deadline
        return (context, true)
    }

    /// Makes a call that nobody else would end at the deadline. Not inlined, since the rest of the chain is written out
    /// once more in here.
    @inlinable @inline(never)
    func run<Next: Callee>(_ request: Next.Request, _ next: Next) async throws -> Next.Response {
        let (context, shortens) = try shortened()
        guard shortens, let deadline = context.deadline else { return try await next(request) }
        // Not in the context of a stream: a transport would keep it to the last element.
        guard !next.streamsResponse else { return try await run(request, next, until: deadline) }
        return try await RequestContext.$current.withValue(context) {
            try await run(request, next, until: deadline)
        }
    }

    /// Runs the call in a child task that the timer can cancel, and that is not seen by the timer at all if it ends before
    /// it waits for anything.
    @inlinable
    func run<Next: Callee>(_ request: Next.Request, _ next: Next, until deadline: Deadline) async throws
        -> Next.Response
    {
        let call = ExpiringCall()
        return try await withThrowingTaskGroup(of: Next.Response.self) { group in
            group.addImmediateTask {
                call.begin()
                do {
                    let response = try await next(request)
                    await call.end()
                    return response
                } catch {
                    await call.end()
                    throw error
                }
            }
            let handle = call.hasEnded ? nil : timer.schedule(call, at: deadline)
            defer {
                if let handle { timer.remove(handle, of: call) }
            }
            do {
                let response = try await group.next()
                guard let response, !call.hasExpired else { throw CancellationError() }
                return response
            } catch {
                throw call.hasExpired ? expired(error) : error
            }
        }
    }

    /// The error of a call that was cancelled because its time was over.
    @usableFromInline
    func expired(_ error: any Error) -> any Error {
        timeouts?.increment()
        if let error = error as? any StatusConvertible, error.status.code == .deadlineExceeded { return error }
        return Status(.deadlineExceeded, underlying: error is CancellationError ? nil : error)
    }

    /// The error of a call that keeps its deadline itself.
    @usableFromInline
    func counted(_ error: any Error) -> any Error {
        guard Status(error).code == .deadlineExceeded else { return error }
        return expired(error)
    }
}
