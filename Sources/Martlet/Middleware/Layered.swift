/// A middleware and what it wraps, as one callee. Chains are nested values of this type, so the compiler sees through
/// them and a chain costs what its layers do.
@frozen
public struct Layered<Layer: Middleware, Next: Callee>: Callee {
    @usableFromInline
    let layer: Layer

    @usableFromInline
    let next: Next

    @inlinable
    init(_ layer: Layer, around next: Next) {
        self.layer = layer.attached(to: next.name)
        self.next = next
    }

    /// The name of the endpoint at the centre.
    @inlinable
    public var name: String { next.name }

    /// Whether the endpoint at the centre streams its response.
    @inlinable
    public var streamsResponse: Bool { next.streamsResponse }

    /// Whether the response of the endpoint at the centre may carry a business error.
    @inlinable
    public var mayCarryFailure: Bool { next.mayCarryFailure }

    /// Whether the endpoint at the centre is idempotent.
    @inlinable
    public var isIdempotent: Bool { next.isIdempotent }

    /// Whether the layer and all within it end by the deadline.
    @inlinable
    public var endsByDeadline: Bool { layer.endsByDeadline && next.endsByDeadline }

    /// Lets the layer handle the call. Always inlined: past a few levels the optimizer would otherwise stop at the growing
    /// callee and start a new asynchronous frame, at about 20 ns each.
    @inlinable @inline(__always)
    public func callAsFunction(_ request: Next.Request) async throws -> Next.Response {
        try await layer.intercept(request, next: next)
    }
}
