/// A ready-made stack of layers in the right order: for the endpoints of a client, or of a server.
///
/// ```swift
/// // A client: time for the call and for each attempt, a bulkhead, retries within a budget, a breaker.
/// let get = profiles.endpoint("getProfile", .get, "/profiles/{id}") { … }
///     .with(Resilient(.client, metrics: metrics))
///
/// // A server: a limit of calls in flight that finds itself, and time for each call.
/// let uppercase = Endpoint("uppercase", service.uppercase)
///     .with(Resilient(.server { $0.rateLimit = .perSecond(1_000) }, metrics: metrics))
/// ```
///
/// Every part can be changed or left out; see ``ClientResilience`` and ``ServerResilience`` for what there is, and
/// <doc:Resilience> for the reasons of the order. For another order put the layers into ``Endpoint/with(_:)-(Layer)`` yourself:
/// there is nothing in the stack that they do not do alone.
///
/// It has state, as its layers have, which all endpoints share that are given the same value: make one for each endpoint
/// unless sharing is what you want. ``layers`` leads to the layers, for operators and tests.
public struct Resilient<Layers: MiddlewareStack>: MiddlewareStack {
    /// The layers.
    public let layers: Layers

    init(layers: Layers) {
        self.layers = layers
    }

    /// Puts the layers around an endpoint.
    @inlinable
    public func around<Request: Sendable, Response: Sendable>(
        _ endpoint: Endpoint<Request, Response>
    ) -> Endpoint<Request, Response> {
        layers.around(endpoint)
    }
}
