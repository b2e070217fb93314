/// Behaviour around every call of an endpoint, whatever its types: a breaker, a limiter, a retry, a log line.
///
/// One method is all there is. Work before `next` sees the request, work after it sees the response, and an error
/// passes through unless it is caught:
///
/// ```swift
/// struct Timing: Middleware {
///     let report: @Sendable (String, Duration) -> Void
///
///     func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
///         let start = ContinuousClock.now
///         defer { report(next.name, ContinuousClock.now - start) }
///         return try await next(request)
///     }
/// }
/// ```
///
/// Middleware is added with ``Endpoint/with(_:)-(Layer)``, outermost first. State inside it is shared by all calls of the
/// endpoints that it is given to, from any task, so it must be `Sendable`; make a new value per endpoint unless sharing
/// is what you want. In a library mark `intercept` as `@inlinable @inline(__always)`: a chain of such layers compiles to one
/// function, and the attribute keeps the optimizer from giving up half-way down a long chain.
///
/// When the layer must see the concrete types, as validation and caching do, give the endpoint a closure instead:
/// ``Endpoint/with(_:_:)-(String,_)``. To decorate the service itself, conform a type to your own service protocol; the
/// kit is not needed for that.
public protocol Middleware: Sendable {
    /// Handles a call: usually by calling `next` once and returning its response.
    ///
    /// - Parameters:
    ///   - request: The request as the outer layers have left it.
    ///   - next: The rest of the chain. It may be called any number of times, also from child tasks.
    /// - Returns: The response for the outer layers.
    /// - Throws: An error for the outer layers. Throw ``Status`` for failures of the middleware's own.
    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response

    /// What ``Endpoint/layers`` shows for this layer; the name of the type unless you say otherwise.
    var layerNames: [String] { get }

    /// Whether this layer never waits past the deadline of ``RequestContext/current``, unless `next` does; false unless you
    /// say otherwise.
    ///
    /// Say so for a layer that only waits for `next`, or that looks at the deadline before it waits for anything else.
    /// Around an endpoint that keeps deadlines itself, ``Timeout`` then needs no timer of its own.
    var endsByDeadline: Bool { get }

    /// The layer as it stands around an endpoint: itself unless you say otherwise.
    ///
    /// It is called once, when the layer is put around the endpoint, so that what needs the name, the handles of
    /// metrics for instance, is made before the first call.
    ///
    /// - Parameter endpoint: The name of the endpoint.
    func attached(to endpoint: String) -> Self
}

extension Middleware {
    /// The name of the type, without generic arguments.
    public var layerNames: [String] {
        let name = String(describing: Self.self)
        return [String(name.prefix { $0 != "<" })]
    }

    /// False: nothing is known of the layer.
    @inlinable
    public var endsByDeadline: Bool { false }

    /// The layer itself.
    @inlinable
    public func attached(to endpoint: String) -> Self { self }
}
