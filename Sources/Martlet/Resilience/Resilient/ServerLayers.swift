/// The layers of a ``Resilient`` stack around an endpoint of a server, outermost first.
public struct ServerLayers: MiddlewareStack {
    /// Keeps a promise about numbers.
    public let rateLimit: RateLimit?

    /// Bounds the calls in flight by a number, and how long others wait.
    public let loadShedding: LoadShedding?

    /// Bounds the calls in flight by what their latency says.
    public let adaptiveConcurrency: AdaptiveConcurrency?

    /// Ends a call.
    public let timeout: Timeout?

    /// Puts the layers around an endpoint, the innermost first, leaving out those that are not there.
    @inlinable
    public func around<Request: Sendable, Response: Sendable>(
        _ endpoint: Endpoint<Request, Response>
    ) -> Endpoint<Request, Response> {
        // One by one: a chain of optional layers has two paths through each, and the compiler writes out all of them.
        endpoint
            .within(timeout)
            .within(adaptiveConcurrency)
            .within(loadShedding)
            .within(rateLimit)
    }
}
