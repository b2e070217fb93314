public import CoreMetrics

/// Lets as many calls run at the same time as can without making each other slow, and finds out how many that are.
///
/// ```swift
/// let search = Endpoint("search", index.search).with(AdaptiveConcurrency())
/// ```
///
/// What is behind a service, processors, connections, another service, can do so much at the same time; whatever is
/// more than that waits somewhere and makes all calls slow. So calls that take longer than usual are a sign of too many
/// of them, and the limit shrinks; as long as they do not, it grows. By default it goes by the
/// ``Algorithm/gradient(tolerance:smoothing:)``.
///
/// Use it where the number is not known or changes, as it does with every release and every machine. Where it is known,
/// ``Bulkhead`` is simpler. Endpoints whose calls differ very much in what they need should have a layer each.
///
/// A call over the limit is refused at once, unless `maximumWaiting` lets it wait, first in, first out. It leaves the
/// queue when it is cancelled and at the deadline of ``RequestContext/current``. A response that is a stream counts
/// until the stream has ended, and as a sample with the time until it began. Streams that last for hours should not be
/// under it: while they hold all permits, nothing is learnt.
///
/// Calls teach it something when they succeed, and when somebody was overloaded: `deadlineExceeded`, `unavailable` or
/// `resourceExhausted` count as dropped calls, unless a layer on this side has refused the call
/// (``Status/Delivery/rejected``). Other errors and cancelled calls say nothing about the load.
///
/// A value is one limit, also when it is given to several endpoints.
///
/// Metrics: the counter `martlet_adaptive_concurrency_rejections`, by `endpoint` and `reason` (`full`, `deadline`), and
/// the meters `martlet_adaptive_concurrency_limit`, `martlet_adaptive_concurrency_in_flight` and
/// `martlet_adaptive_concurrency_waiting`, by `endpoint`.
///
/// Source: [Performance Under Load](https://netflixtechblog.medium.com/performance-under-load-3e6fa9a60581), Netflix,
/// 2018.
public struct AdaptiveConcurrency: Middleware {
    private let gate: AdmissionGate<AdaptiveAdmission<QueuedCall>>
    private let factory: (any MetricsFactory)?
    private var metrics: AdmissionMetrics?
    private var limitMeter: Meter?

    /// Makes a layer.
    ///
    /// - Parameters:
    ///   - algorithm: How the limit is found.
    ///   - initial: The limit before anything is known; one that is not between the bounds counts as the nearer of
    ///     them.
    ///   - minimum: What the limit never is below, at least 1.
    ///   - maximum: What the limit never is above, not less than `minimum`.
    ///   - maximumWaiting: How many calls may wait when the limit is reached, 0 or more.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - clock: The clock by which calls are timed; tests pass a manual one.
    public init<C: Clock>(
        _ algorithm: Algorithm = .gradient(),
        initial: Int = 20,
        minimum: Int = 1,
        maximum: Int = 1_000,
        maximumWaiting: Int = 0,
        metrics: (any MetricsFactory)? = nil,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        precondition(minimum >= 1, "at least one call must get in, or nothing is ever learnt")
        precondition(maximum >= minimum, "the bounds of the limit are in order")
        precondition(maximumWaiting >= 0, "the length of a queue is not negative")
        factory = metrics
        gate = AdmissionGate(
            AdaptiveAdmission(
                algorithm.makeLimit(initial: initial, bounds: minimum...maximum),
                maximumWaiting: maximumWaiting
            ),
            clock: MonotonicClock(clock)
        )
    }

    /// How many calls may run at this moment.
    public var limit: Int { gate.read { $0.limit } }

    /// How many calls run at this moment, streams that have not ended among them.
    public var inFlight: Int { gate.read { $0.inFlight } }

    /// How many calls wait at this moment.
    public var waiting: Int { gate.read { $0.waiting } }

    /// Whether the layer keeps the deadline: it does.
    @inlinable
    public var endsByDeadline: Bool { true }

    /// The layer with metrics for this endpoint.
    public func attached(to endpoint: String) -> AdaptiveConcurrency {
        guard let factory else { return self }
        var layer = self
        layer.metrics = AdmissionMetrics(
            "adaptive_concurrency",
            endpoint: endpoint,
            reasons: [.full: "full", .expired: "deadline"],
            factory: factory
        )
        let limitMeter = Meter(
            label: "martlet_adaptive_concurrency_limit",
            dimensions: [("endpoint", endpoint)],
            factory: factory
        )
        limitMeter.set(limit)
        layer.limitMeter = limitMeter
        return layer
    }

    /// Lets the call run if the limit is not reached.
    ///
    /// - Throws: ``Status`` with code ``Status/Code/unavailable`` when the limit was reached, and
    ///   ``Status/Code/deadlineExceeded`` when the deadline passed in the queue, both with the delivery
    ///   ``Status/Delivery/rejected``; `CancellationError` when the call was cancelled in the queue. Otherwise what the
    ///   call throws.
    @inlinable @inline(__always)
    public func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        if !tryEnter() { try await enter() }
        let start = time()
        let response: Next.Response
        do {
            response = try await next(request)
        } catch {
            failed(error, since: start)
            throw error
        }
        if let stream = next.stream(in: response) {
            began(since: start)
            stream.onEnd { _ in leave() }
        } else {
            succeeded(since: start)
        }
        return response
    }

    @usableFromInline
    func time() -> Timestamp { gate.time }

    @usableFromInline
    func tryEnter() -> Bool {
        guard gate.tryAcquire() else { return false }
        metrics?.entered()
        return true
    }

    @usableFromInline
    func enter() async throws {
        switch try await gate.admit(until: RequestContext.current.deadline, metrics: metrics) {
        case .admitted:
            metrics?.entered()
        case .refused(.expired):
            throw Status(.deadlineExceeded, "the deadline passed before the concurrency limit", delivery: .rejected)
        case .refused:
            throw Status(.unavailable, "concurrency limit reached", delivery: .rejected)
        }
    }

    @usableFromInline
    func succeeded(since start: Timestamp) {
        let end = gate.time
        gate.update { $0.finish(from: start, to: end, didDrop: false) }
        left()
    }

    @usableFromInline
    func failed(_ error: any Error, since start: Timestamp) {
        guard Self.isDrop(Status(error)) else { return leave() }
        let end = gate.time
        gate.update { $0.finish(from: start, to: end, didDrop: true) }
        left()
    }

    /// A stream has begun; it keeps its permit.
    @usableFromInline
    func began(since start: Timestamp) {
        let end = gate.time
        gate.update { $0.sample(from: start, to: end, didDrop: false) }
    }

    @usableFromInline
    func leave() {
        gate.update { Verdicts(admitting: $0.release()) }
        left()
    }

    private func left() {
        metrics?.left()
        limitMeter?.set(limit)
    }

    /// Whether the error says that somebody had too much to do.
    private static func isDrop(_ status: Status) -> Bool {
        guard status.delivery != .rejected else { return false }
        switch status.code {
        case .deadlineExceeded, .unavailable, .resourceExhausted: return true
        default: return false
        }
    }
}
