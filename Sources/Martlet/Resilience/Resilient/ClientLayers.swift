/// The layers of a ``Resilient`` stack around an endpoint of a client, outermost first.
public struct ClientLayers: MiddlewareStack {
    /// Ends a call with all its attempts.
    public let timeout: Timeout?

    /// Bounds the calls in flight.
    public let bulkhead: Bulkhead?

    /// Makes further attempts after failures.
    public let retry: Retry?

    /// Makes further attempts at slow calls.
    public let hedge: Hedge?

    /// Stops attempts while the peer fails.
    public let breaker: CircuitBreaker?

    /// Ends an attempt.
    public let attemptTimeout: Timeout?

    /// Puts the layers around an endpoint, the innermost first, leaving out those that are not there.
    @inlinable
    public func around<Request: Sendable, Response: Sendable>(
        _ endpoint: Endpoint<Request, Response>
    ) -> Endpoint<Request, Response> {
        // One by one: a chain of optional layers has two paths through each, and the compiler writes out all of them.
        endpoint
            .within(attemptTimeout)
            .within(breaker)
            .within(hedge)
            .within(retry)
            .within(bulkhead)
            .within(timeout)
    }
}
