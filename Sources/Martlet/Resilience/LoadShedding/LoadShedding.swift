public import CoreMetrics

/// Turns calls away when more come than can be served, those that matter least first, so that the others are still
/// served in time.
///
/// ```swift
/// let checkout = Endpoint("checkout", shop.checkout).with(LoadShedding(concurrency: 64))
/// ```
///
/// At most `concurrency` calls run at the same time and others wait in a queue. As long as the queue is short now and
/// then, nobody is turned away: it only takes up bursts. When for a whole `interval` there was always a call in it that
/// had waited longer than `target`, more calls come than can be served. From then on, until the queue is short again,
/// who has waited longer than twice the target is turned away, and an overload that comes back within an interval is
/// recognised at once.
///
/// Permits go to the highest ``RequestContext/priority`` first, and within it to who came first. Who is turned away has
/// the lowest priority of those who wait:
///
/// - when a call has waited too long, until there is none such any more, the oldest first;
/// - when the queue is full and a call of a higher priority comes, which takes the place of the oldest;
/// - when a call comes that would have to wait and whose deadline would pass before it could be done, it is itself
///   turned away at once, by how long calls have been taking and how many are before it.
///
/// Use it on a server, around what its processors and connections are spent on. Where calls should just queue,
/// ``Bulkhead`` is simpler. The number of calls that can run side by side without harm must be known; if it is not, put
/// ``AdaptiveConcurrency`` inside, which finds it out.
///
/// A call leaves the queue when it is cancelled and at the deadline of ``RequestContext/current``. A response that is a
/// stream keeps its permit until the stream has ended.
///
/// A value is one queue, also when it is given to several endpoints: so it should be, if they share what is scarce.
///
/// Metrics: the counter `martlet_load_shedding_rejections`, by `endpoint` and `reason` (`delay`, `deadline`,
/// `queue_full`, `priority`), and the meters `martlet_load_shedding_in_flight` and `martlet_load_shedding_waiting`, by
/// `endpoint`.
///
/// Source: an overload is recognised as by CoDel, [RFC 8289](https://www.rfc-editor.org/rfc/rfc8289). What is done
/// about it is the variant for servers in [Fail at Scale](https://queue.acm.org/detail.cfm?id=2839461), ACM Queue,
/// 2015: a limit to the time in the queue. The RFC instead drops one packet and then slowly more, which senders of TCP
/// take as a sign to send less; callers take no signs. That article also turns the queue around in an overload, last
/// in, first out. With a limit to the time of two targets that gains little, and it is not fair. Priorities:
/// criticality in [Handling overload](https://sre.google/sre-book/handling-overload/), Site Reliability Engineering,
/// 2016.
public struct LoadShedding: Middleware {
    private let gate: AdmissionGate<SheddingAdmission<QueuedCall>>
    private let factory: (any MetricsFactory)?
    private var metrics: AdmissionMetrics?

    /// Makes a layer.
    ///
    /// - Parameters:
    ///   - concurrency: How many calls may run at the same time, at least 1.
    ///   - maximumWaiting: How many more may wait, 0 or more.
    ///   - target: How long calls may wait when all is well, more than zero. Where permits become free seldom, because
    ///     calls take long and `concurrency` is small, it is at least twice the time between two of them, and
    ///     `interval` is stretched alike.
    ///   - interval: How long calls may wait longer than the target before some are turned away, not less than the
    ///     target; twenty times as much is a good measure.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - clock: The clock by which calls are timed; tests pass a manual one.
    public init<C: Clock>(
        concurrency: Int,
        maximumWaiting: Int = 1_000,
        target: Duration = .milliseconds(5),
        interval: Duration = .milliseconds(100),
        metrics: (any MetricsFactory)? = nil,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        precondition(concurrency >= 1, "at least one call must get in")
        precondition(maximumWaiting >= 0, "the length of a queue is not negative")
        precondition(target > .zero && interval >= target, "an interval is longer than a target, and that than nothing")
        factory = metrics
        gate = AdmissionGate(
            SheddingAdmission(
                concurrency: concurrency,
                maximumWaiting: maximumWaiting,
                target: target,
                interval: interval
            ),
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
    public func attached(to endpoint: String) -> LoadShedding {
        guard let factory else { return self }
        var layer = self
        layer.metrics = AdmissionMetrics(
            "load_shedding",
            endpoint: endpoint,
            reasons: [
                .delayed: "delay", .expired: "deadline", .hopeless: "deadline", .full: "queue_full",
                .displaced: "priority",
            ],
            factory: factory
        )
        return layer
    }

    /// Lets the call run when it is its turn.
    ///
    /// - Throws: ``Status`` with code ``Status/Code/unavailable`` when the call was turned away, and
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
            leave(since: start)
            throw error
        }
        if let stream = next.stream(in: response) {
            stream.onEnd { _ in leave(since: start) }
        } else {
            leave(since: start)
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
        let context = RequestContext.current
        switch try await gate.admit(priority: context.priority, until: context.deadline, metrics: metrics) {
        case .admitted: metrics?.entered()
        case .refused(let why): throw Self.status(why)
        }
    }

    @usableFromInline
    func leave(since start: Timestamp) {
        let end = gate.time
        gate.update { $0.finish(from: start, to: end) }
        metrics?.left()
    }

    private static func status(_ why: Refusal) -> Status {
        switch why {
        case .expired: Status(.deadlineExceeded, "the deadline passed in the queue", delivery: .rejected)
        case .hopeless: overloaded("the deadline would pass first")
        case .full: overloaded("too many calls wait")
        case .delayed: overloaded("calls wait too long")
        case .displaced: overloaded("calls of a higher priority wait")
        }
    }

    private static func overloaded(_ why: String) -> Status {
        Status(.unavailable, "overloaded: \(why)", delivery: .rejected)
    }
}
