/// Nothing, where a request or a response is asked for.
///
/// As a request it needs no body; as a response it is encoded as an empty object.
public struct Empty: Codable, Hashable, Sendable {
    /// Makes nothing.
    public init() {}
}

extension Endpoint where Response == Empty {
    /// Makes an endpoint from a closure or a method that returns nothing.
    ///
    /// ```swift
    /// let remove = Endpoint("remove") { try await store.remove($0) }
    /// ```
    ///
    /// - Parameters:
    ///   - name: A short, stable name, unique within the service.
    ///   - isIdempotent: Whether a call that is made twice has the same effect as one that is made once.
    ///   - body: What the endpoint does.
    @inlinable
    @_disfavoredOverload  // A closure that only throws fits both initialisers, and is meant for the other one.
    public init(
        _ name: String,
        isIdempotent: Bool = false,
        _ body: @escaping @Sendable (Request) async throws -> Void
    ) {
        self.init(name, isIdempotent: isIdempotent) { (request: Request) -> Empty in
            try await body(request)
            return Empty()
        }
    }
}
