public import Martlet

/// What keeps each endpoint of the service alive, in Go kit's order: a breaker around a rate limit.
///
/// Calls that the limit rejects were never made, so they are no failures to the breaker: in Go kit six of them open it for
/// a minute.
public struct AddProtection: MiddlewareStack {
    /// Calls per second, and at once, of each endpoint; more are rejected. `nil` is no limit.
    public var rateLimit: CallRate?

    /// Whether calls are rejected for a while when the service keeps failing.
    public var hasBreaker = false

    /// How long calls take on purpose, to see what deadlines do.
    public var delay: Duration?

    /// Makes a protection that does nothing.
    public init() {}

    /// Puts the layers around an endpoint; the last one is outermost.
    public func around<Request: Sendable, Response: Sendable>(
        _ endpoint: Endpoint<Request, Response>
    ) -> Endpoint<Request, Response> {
        endpoint
            .with(delay.map { FaultInjection(latency: .fixed($0, probability: 1)) })
            .with(rateLimit.map { RateLimit(.perSecond($0.count), burst: $0.burst) })
            .with(hasBreaker ? CircuitBreaker() : nil)
    }
}

/// Calls per second, and at once.
public struct CallRate: Hashable, Sendable {
    /// Calls per second.
    public let count: Int

    /// Calls at once, after a pause.
    public let burst: Int

    /// Makes a rate of two numbers, 1 to 1,000,000 each.
    public init?(count: Int, burst: Int) {
        let bounds = 1...1_000_000
        guard bounds.contains(count), bounds.contains(burst) else { return nil }
        self.count = count
        self.burst = burst
    }
}
