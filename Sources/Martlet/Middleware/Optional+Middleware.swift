/// A middleware that may be absent, so that a flag can stand in a list: `flags.trace ? Tracing(tracer) : nil`.
extension Optional: Middleware where Wrapped: Middleware {
    /// The names of the middleware, or none when it is absent.
    public var layerNames: [String] { self?.layerNames ?? [] }

    /// Whether the middleware ends by the deadline; an absent one does.
    @inlinable
    public var endsByDeadline: Bool { self?.endsByDeadline ?? true }

    /// The middleware, if there is one, as it stands around an endpoint.
    public func attached(to endpoint: String) -> Wrapped? { self?.attached(to: endpoint) }

    /// Lets the middleware handle the call, or the rest of the chain when there is none.
    @inlinable
    public func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        guard let self else { return try await next(request) }
        return try await self.intercept(request, next: next)
    }
}
