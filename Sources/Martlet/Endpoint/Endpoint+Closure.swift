extension Endpoint {
    /// Wraps the endpoint in a closure that sees the concrete types, for validation, caching and the like.
    ///
    /// ```swift
    /// let sum = Endpoint("sum") { … }.with("validation") { request, next in
    ///     guard request.a >= 0 else { throw Status(.invalidArgument, "a must not be negative") }
    ///     return try await next(request)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - layerName: What ``layers`` shows for it.
    ///   - layer: Handles a call, usually by calling `next` once; it becomes the outermost layer. Its errors are believed to
    ///     be about this call: clear ``Status/delivery`` of one that another call has thrown.
    /// - Returns: The wrapped endpoint; this one is left as it is.
    @inlinable
    public func with(
        _ layerName: String = "closure",
        _ layer: @escaping @Sendable (_ request: Request, _ next: Endpoint) async throws -> Response
    ) -> Endpoint {
        wrapped(
            by: [layerName],
            endsByDeadline: false,
            EndpointBody({ try await layer($0, self) }, knowsDelivery: true)
        )
    }

    /// Wraps the endpoint in middleware for its types: a fallback, a limit by user.
    ///
    /// - Parameter layer: The middleware; it becomes the outermost layer.
    /// - Returns: The wrapped endpoint; this one is left as it is.
    @inlinable
    public func with<Typed: TypedMiddleware<Request, Response>>(_ layer: Typed) -> Endpoint {
        let layer = layer.attached(to: name)
        return wrapped(
            by: layer.layerNames,
            endsByDeadline: layer.endsByDeadline && endsByDeadline,
            EndpointBody({ try await layer.intercept($0, next: self) }, knowsDelivery: true)
        )
    }
}
