public import CoreMetrics

/// Lets at most so many calls run at the same time, so that one slow part of a system cannot take all its tasks,
/// connections and memory.
///
/// ```swift
/// let report = Endpoint("report", store.report).with(Bulkhead(10, maximumWaiting: 100))
/// ```
///
/// A call that finds no place waits in a queue, first in, first out, if that has room; without `maximumWaiting` there
/// is no queue. A call leaves the queue when it is cancelled and at the deadline of ``RequestContext/current``. A
/// response that is a stream keeps its place until the stream has ended.
///
/// The numbers are yours to know: connections of a pool, a licence, what a test of the load has shown. When they are
/// not known, ``AdaptiveConcurrency`` finds them. Where calls should be turned away because they wait too long, and the
/// least important ones first, ``LoadShedding`` does that. How many calls come in a second is the matter of a rate
/// limit.
///
/// A value is one bulkhead, also when it is given to several endpoints, which then share its places.
///
/// Metrics: the counter `martlet_bulkhead_rejections`, by `endpoint` and `reason` (`full`, `deadline`), and the meters
/// `martlet_bulkhead_in_flight` and `martlet_bulkhead_waiting`, by `endpoint`.
///
/// Source: Michael Nygard, "Release It!", 2007.
public struct Bulkhead: Middleware {
    private let gate: AdmissionGate<AdmissionQueue<QueuedCall>>
    private let factory: (any MetricsFactory)?
    private var metrics: AdmissionMetrics?

    /// Makes a bulkhead.
    ///
    /// - Parameters:
    ///   - maximumInFlight: How many calls may run at the same time, at least 1.
    ///   - maximumWaiting: How many more may wait, 0 or more.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - clock: The clock on which calls wait for their deadlines; tests pass a manual one.
    public init<C: Clock>(
        _ maximumInFlight: Int,
        maximumWaiting: Int = 0,
        metrics: (any MetricsFactory)? = nil,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        precondition(maximumInFlight >= 1, "a bulkhead lets at least one call in")
        precondition(maximumWaiting >= 0, "the length of a queue is not negative")
        factory = metrics
        gate = AdmissionGate(
            AdmissionQueue(limit: maximumInFlight, maximumWaiting: maximumWaiting),
            clock: MonotonicClock(clock)
        )
    }

    /// How many calls run at this moment, streams that have not ended among them.
    public var inFlight: Int { gate.read { $0.inFlight } }

    /// How many calls wait at this moment.
    public var waiting: Int { gate.read { $0.waiting } }

    /// Whether the layer keeps the deadline: it does.
    @inlinable
    public var endsByDeadline: Bool { true }

    /// The layer with metrics for this endpoint.
    public func attached(to endpoint: String) -> Bulkhead {
        guard let factory else { return self }
        var layer = self
        layer.metrics = AdmissionMetrics(
            "bulkhead",
            endpoint: endpoint,
            reasons: [.full: "full", .expired: "deadline"],
            factory: factory
        )
        return layer
    }

    /// Lets the call run when there is a place for it.
    ///
    /// - Throws: ``Status`` with code ``Status/Code/resourceExhausted`` when there was none, also in the queue, and
    ///   ``Status/Code/deadlineExceeded`` when the deadline passed in the queue, both with the delivery
    ///   ``Status/Delivery/rejected``; `CancellationError` when the call was cancelled in the queue. Otherwise what the
    ///   call throws.
    @inlinable @inline(__always)
    public func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        if !tryEnter() { try await enter() }
        let response: Next.Response
        do {
            response = try await next(request)
        } catch {
            leave()
            throw error
        }
        if let stream = next.stream(in: response) {
            stream.onEnd { _ in leave() }
        } else {
            leave()
        }
        return response
    }

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
            throw Status(.deadlineExceeded, "the deadline passed before the bulkhead", delivery: .rejected)
        case .refused:
            throw Status(.resourceExhausted, "bulkhead is full", delivery: .rejected)
        }
    }

    @usableFromInline
    func leave() {
        gate.update { Verdicts(admitting: $0.release()) }
        metrics?.left()
    }
}
