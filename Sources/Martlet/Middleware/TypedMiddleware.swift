/// Behaviour around the calls of endpoints of certain types: for what must see the request or make a response, as
/// fallbacks, caches and limits by user do.
///
/// What works for every type is a ``Middleware``, and can stand in a list with others; this one is given to
/// ``Endpoint/with(_:)-(Typed)`` alone:
///
/// ```swift
/// let profile = Endpoint("profile") { (id: String) in try await store.profile(id) }
///     .with(Fallback { id, _ in Profile.placeholder(id) })
/// ```
///
/// For behaviour that is needed once, a closure is enough: ``Endpoint/with(_:_:)-(String,_)``.
public protocol TypedMiddleware<Request, Response>: Sendable {
    /// The request of the endpoints that it fits.
    associatedtype Request: Sendable

    /// The response of the endpoints that it fits.
    associatedtype Response: Sendable

    /// Handles a call: usually by calling `next` once and returning its response.
    ///
    /// - Parameters:
    ///   - request: The request as the outer layers have left it.
    ///   - next: The rest of the chain. It may be called any number of times, also from child tasks.
    /// - Returns: The response for the outer layers.
    /// - Throws: An error for the outer layers.
    func intercept<Next: Callee<Request, Response>>(_ request: Request, next: Next) async throws -> Response

    /// What ``Endpoint/layers`` shows for this layer; the name of the type unless you say otherwise.
    var layerNames: [String] { get }

    /// Whether this layer never waits past the deadline. See ``Middleware/endsByDeadline``.
    var endsByDeadline: Bool { get }

    /// The layer as it stands around an endpoint. See ``Middleware/attached(to:)``.
    func attached(to endpoint: String) -> Self
}

extension TypedMiddleware {
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
