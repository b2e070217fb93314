/// Layers that go around an endpoint together: the standard of a house, made once and given to every endpoint.
///
/// ```swift
/// struct Standard: MiddlewareStack {
///     let breaker: CircuitBreaker.Policy
///
///     func around<Request, Response>(_ endpoint: Endpoint<Request, Response>) -> Endpoint<Request, Response> {
///         endpoint.with(Timeout(.seconds(5)), CircuitBreaker(breaker))
///     }
/// }
///
/// let get = client.get.with(Standard(breaker: .gobreaker))
/// ```
///
/// In a library mark ``around(_:)`` as `@inlinable`, so that the compiler sees the types of the endpoint: a chain that is
/// built without them takes twice as long.
///
/// Layers that the stack makes in ``around(_:)`` are new for each endpoint, and those that it holds are shared by all. Unlike a
/// ``Martlet/Middleware`` it does not stand in a list, and has no part in the calls. ``Resilient`` is one.
public protocol MiddlewareStack: Sendable {
    /// Puts the layers around an endpoint.
    ///
    /// - Parameter endpoint: The endpoint.
    /// - Returns: The endpoint within the layers.
    func around<Request: Sendable, Response: Sendable>(
        _ endpoint: Endpoint<Request, Response>
    ) -> Endpoint<Request, Response>
}

extension Endpoint {
    /// Wraps the endpoint in the layers of a stack, such as ``Resilient``.
    ///
    /// - Parameter stack: The stack; its layers become the outermost ones.
    /// - Returns: The wrapped endpoint; this one is left as it is.
    @inlinable
    public func with(_ stack: some MiddlewareStack) -> Endpoint {
        stack.around(self)
    }
}
