public import Martlet

/// What keeps each endpoint of the service alive, chosen by flags. All of it is off at first.
///
/// The layers are made for each endpoint, so one that is overloaded does not lock out the other.
public struct StringProtection: MiddlewareStack {
    /// Calls per second; more are rejected.
    public var rateLimit: Int?

    /// Calls per second and user, by the metadata `x-user`; more are rejected.
    public var rateLimitPerUser: Int?

    /// Calls at the same time; others wait, those with the least priority for the shortest time.
    public var shedding: Int?

    /// Whether calls at the same time are bounded by what their latency says.
    public var isAdaptive = false

    /// Calls at the same time; others are rejected.
    public var maximumInFlight: Int?

    /// The time that a call has.
    public var timeout: Duration?

    /// Whether calls are rejected for a while when the service keeps failing.
    public var hasBreaker = false

    /// The part of the calls that fails on purpose, 0 to 1.
    public var faultRate: Double?

    /// Decides which calls fail on purpose; by chance without one.
    public var faultSeed: UInt64?

    /// How long calls take on purpose.
    public var faultDelay: Duration?

    /// Makes a protection that does nothing.
    public init() {}

    /// Puts the layers around an endpoint; the last one is outermost.
    public func around<Request: Sendable, Response: Sendable>(
        _ endpoint: Endpoint<Request, Response>
    ) -> Endpoint<Request, Response> {
        endpoint
            .with(faults)
            .with(hasBreaker ? CircuitBreaker() : nil)
            .with(timeout.map { Timeout($0) })
            .with(maximumInFlight.map { Bulkhead($0) })
            .with(isAdaptive ? AdaptiveConcurrency() : nil)
            .with(shedding.map { LoadShedding(concurrency: $0) })
            .with(
                rateLimitPerUser.map { rate in
                    KeyedRateLimit(.perSecond(rate), burst: rate).by { $0.metadata["x-user"] ?? "" }
                }
            )
            .with(rateLimit.map { RateLimit(.perSecond($0), burst: $0) })
    }

    /// Faults on purpose, to see what the other layers do about them.
    private var faults: FaultInjection? {
        guard faultRate != nil || faultDelay != nil else { return nil }
        return FaultInjection(
            seed: faultSeed ?? .random(in: .min ... .max),
            latency: .fixed(faultDelay ?? .zero, probability: faultDelay == nil ? 0 : 1),
            errors: .init(Status(.unavailable, "a fault on purpose"), probability: faultRate ?? 0)
        )
    }
}
