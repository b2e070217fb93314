public import CoreMetrics
public import Logging
public import Martlet

extension Endpoint {
    /// Makes an endpoint whose calls go to one of the instances of a service.
    ///
    /// ```swift
    /// let uppercase = Endpoint<UppercaseRequest, UppercaseResponse>("uppercase", balancing: strings, by: .peakEWMA) {
    ///     http.at("http://\($0.address)").endpoint("uppercase", .post, "/uppercase")
    /// }
    /// .with(Retry(.exponential(attempts: 3)))
    /// ```
    ///
    /// Each instance has an endpoint of its own, which is made at its first call and kept as long as snapshots contain the
    /// instance. A `Retry` around the endpoint takes another instance for each attempt if there is one: the error of a call
    /// names its instance (`Status.instance`). Instances that fail while others do not are left alone for a while
    /// (``BalancingOptions/outlierEjection``).
    ///
    /// The endpoint keeps the deadline of its caller. It lives as long as somebody has it, and needs no other care.
    ///
    /// Metrics, by `endpoint`: the meter `martlet_balancer_instances` by `state` (`total`, `available`, `ejected`), the
    /// counter `martlet_balancer_ejections` by `reason` (`consecutive_failures`, `failure_percentage`, `latency`), and the
    /// counter `martlet_balancer_unavailable` of calls without an instance, by `reason` (`unresolved`, `expired`, `empty`,
    /// `unhealthy`, `unreachable`, `closed`).
    ///
    /// When there is no instance, calls throw a `Status` with the code `unavailable` and the delivery `rejected`, whose
    /// message says why. When making the endpoint of an instance throws, the call goes to another one, and that instance is
    /// tried again after a time that grows.
    ///
    /// - Parameters:
    ///   - name: A short, stable name, unique within the service; it becomes a label of metrics.
    ///   - instances: The instances, from a `Discovery`, or fixed ones.
    ///   - balancer: Chooses the instance of a call.
    ///   - isIdempotent: Whether a call that is made twice has the same effect as one that is made once.
    ///   - key: What of a request decides where it goes, for balancers that use it.
    ///   - options: How instances are treated.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - logger: Where to say that instances are left alone or called again; nothing is said without it.
    ///   - random: Random numbers; tests pass some with a seed.
    ///   - clock: The clock to read, and to sleep on; tests pass a manual one.
    ///   - makeEndpoint: Makes the endpoint of an instance. It is called by the first call to the instance and returns soon;
    ///     several first calls at the same time may each call it, and all use the endpoint of one of them.
    @inlinable
    public init<B: Balancer, C: Clock>(
        _ name: String,
        balancing instances: Instances,
        by balancer: B,
        isIdempotent: Bool = false,
        keyedBy key: BalancingKey<Request>? = nil,
        options: BalancingOptions = BalancingOptions(),
        metrics: (any MetricsFactory)? = nil,
        logger: Logger? = nil,
        random: BalancerRandom = BalancerRandom(),
        clock: C = ContinuousClock(),
        _ makeEndpoint: @escaping @Sendable (Instance) throws -> Endpoint<Request, Response>
    ) where C.Instant == ContinuousClock.Instant {
        let pool = InstancePool(
            name,
            instances,
            balancer,
            key,
            options,
            metrics,
            logger,
            random,
            clock,
            unclosed: makeEndpoint
        )
        self.init(remote: name, isIdempotent: isIdempotent, endsByDeadline: true) { try await pool.call($0) }
    }

    /// Makes an endpoint whose calls go to one of the instances of a service, and which closes what it has opened for an
    /// instance. See ``init(_:balancing:by:isIdempotent:keyedBy:options:metrics:logger:random:clock:_:)-(_,_,_,_,_,_,_,_,_,_,(Instance)->Endpoint<Request,Response>)``.
    ///
    /// The `Discovery` that the instances come from closes: when an instance has left and its calls have ended, and
    /// everything at its own end, after which calls are `unavailable`. Nobody closes anything for fixed instances.
    ///
    /// - Parameters:
    ///   - name: A short, stable name, unique within the service; it becomes a label of metrics.
    ///   - instances: The instances, from a `Discovery`.
    ///   - balancer: Chooses the instance of a call.
    ///   - isIdempotent: Whether a call that is made twice has the same effect as one that is made once.
    ///   - key: What of a request decides where it goes, for balancers that use it.
    ///   - options: How instances are treated.
    ///   - metrics: Where to count; nothing is counted without it.
    ///   - logger: Where to say that instances are left alone or called again; nothing is said without it.
    ///   - random: Random numbers; tests pass some with a seed.
    ///   - clock: The clock to read, and to sleep on; tests pass a manual one.
    ///   - makeEndpoint: Makes the endpoint of an instance, and what closes it.
    @inlinable
    public init<B: Balancer, C: Clock>(
        _ name: String,
        balancing instances: Instances,
        by balancer: B,
        isIdempotent: Bool = false,
        keyedBy key: BalancingKey<Request>? = nil,
        options: BalancingOptions = BalancingOptions(),
        metrics: (any MetricsFactory)? = nil,
        logger: Logger? = nil,
        random: BalancerRandom = BalancerRandom(),
        clock: C = ContinuousClock(),
        _ makeEndpoint: @escaping @Sendable (Instance) throws -> PooledEndpoint<Request, Response>
    ) where C.Instant == ContinuousClock.Instant {
        let pool = InstancePool(
            name,
            instances,
            balancer,
            key,
            options,
            metrics,
            logger,
            random,
            clock,
            closed: makeEndpoint
        )
        self.init(remote: name, isIdempotent: isIdempotent, endsByDeadline: true) { try await pool.call($0) }
    }
}

extension InstancePool {
    /// A pool whose endpoints need no closing.
    @usableFromInline
    convenience init<C: Clock>(
        _ name: String,
        _ instances: Instances,
        _ balancer: B,
        _ key: BalancingKey<Request>?,
        _ options: BalancingOptions,
        _ metrics: (any MetricsFactory)?,
        _ logger: Logger?,
        _ random: BalancerRandom,
        _ clock: C,
        unclosed factory: @escaping @Sendable (Instance) throws -> Endpoint<Request, Response>
    ) where C.Instant == ContinuousClock.Instant {
        self.init(
            balancer,
            key: key,
            options: options,
            // Nobody waits for it, and it may be called to the end.
            cleanup: nil,
            report: PoolReport(endpoint: name, logger: logger, factory: metrics),
            random: random,
            clock: MonotonicClock(clock),
            factory: { PooledEndpoint(try factory($0)) }
        )
        follow(instances)
    }

    /// A pool whose endpoints are closed.
    @usableFromInline
    convenience init<C: Clock>(
        _ name: String,
        _ instances: Instances,
        _ balancer: B,
        _ key: BalancingKey<Request>?,
        _ options: BalancingOptions,
        _ metrics: (any MetricsFactory)?,
        _ logger: Logger?,
        _ random: BalancerRandom,
        _ clock: C,
        closed factory: @escaping @Sendable (Instance) throws -> PooledEndpoint<Request, Response>
    ) where C.Instant == ContinuousClock.Instant {
        self.init(
            balancer,
            key: key,
            options: options,
            cleanup: instances.cleanup,
            report: PoolReport(endpoint: name, logger: logger, factory: metrics),
            random: random,
            clock: MonotonicClock(clock),
            factory: factory
        )
        follow(instances)
    }
}
