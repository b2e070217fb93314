extension KeyedRateLimit {
    /// The limit as middleware that finds the key in the context of the call: for any endpoint, and in lists of layers.
    ///
    /// ```swift
    /// endpoint.with(perTenant.by { $0.metadata["x-tenant"] ?? "" })
    /// ```
    ///
    /// - Parameter key: Finds the key; called once for each call.
    public func by(_ key: @escaping @Sendable (RequestContext) -> Key) -> ContextKeyedRateLimit<Key> {
        ContextKeyedRateLimit(limit: self, key: key)
    }
}

/// A ``KeyedRateLimit`` by a key that is found in the context of the call. Made by ``KeyedRateLimit/by(_:)``.
public struct ContextKeyedRateLimit<Key: Hashable & Sendable>: Middleware {
    @usableFromInline
    let limit: KeyedRateLimit<Key>

    @usableFromInline
    let key: @Sendable (RequestContext) -> Key

    /// The name of the limit.
    public var layerNames: [String] { ["KeyedRateLimit"] }

    /// Whether the layer never waits past the deadline: it never waits.
    @inlinable
    public var endsByDeadline: Bool { true }

    /// The layer with metrics for this endpoint.
    public func attached(to endpoint: String) -> ContextKeyedRateLimit {
        ContextKeyedRateLimit(limit: limit.attached(to: endpoint), key: key)
    }

    /// Lets the call through when there is a token for its key.
    ///
    /// - Throws: As ``KeyedRateLimit/check(_:)``; otherwise what the call throws.
    @inlinable @inline(__always)
    public func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        try limit.check(key(RequestContext.current))
        return try await next(request)
    }
}

extension Endpoint {
    /// Wraps the endpoint in a limit whose key is found in the request.
    ///
    /// ```swift
    /// let profile = Endpoint("profile", service.profile).with(perUser, by: { $0.user })
    /// ```
    ///
    /// - Parameters:
    ///   - limit: The limit; endpoints that are given the same one share it.
    ///   - key: Finds the key; called once for each call.
    /// - Returns: The wrapped endpoint; this one is left as it is.
    @inlinable
    public func with<Key: Hashable & Sendable>(
        _ limit: KeyedRateLimit<Key>,
        by key: @escaping @Sendable (Request) -> Key
    ) -> Endpoint {
        with(RequestKeyedRateLimit(limit: limit, key: key))
    }
}

/// A ``KeyedRateLimit`` by a key that is found in the request.
@usableFromInline
struct RequestKeyedRateLimit<Request: Sendable, Response: Sendable, Key: Hashable & Sendable>: TypedMiddleware {
    @usableFromInline
    let limit: KeyedRateLimit<Key>

    @usableFromInline
    let key: @Sendable (Request) -> Key

    @inlinable
    init(limit: KeyedRateLimit<Key>, key: @escaping @Sendable (Request) -> Key) {
        self.limit = limit
        self.key = key
    }

    @usableFromInline
    var layerNames: [String] { ["KeyedRateLimit"] }

    @inlinable
    var endsByDeadline: Bool { true }

    @usableFromInline
    func attached(to endpoint: String) -> RequestKeyedRateLimit {
        RequestKeyedRateLimit(limit: limit.attached(to: endpoint), key: key)
    }

    @inlinable @inline(__always)
    func intercept<Next: Callee<Request, Response>>(_ request: Request, next: Next) async throws -> Response {
        try limit.check(key(request))
        return try await next(request)
    }
}
