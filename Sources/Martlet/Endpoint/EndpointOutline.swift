/// What there is to know about an endpoint without calling it, whatever its types: for a page that shows all endpoints of
/// a service, or for a test that no layer was forgotten.
///
/// ```swift
/// let outlines = [endpoints.uppercase.outline, endpoints.count.outline]
/// #expect(outlines.allSatisfy { $0.layers.first == "RequestLogging" })
/// ```
public struct EndpointOutline: Hashable, Sendable {
    /// The name of the endpoint.
    public let name: String

    /// What wraps it, outermost first.
    public let layers: [String]

    /// The type of its requests, by name.
    public let request: String

    /// The type of its responses, by name.
    public let response: String

    /// Whether a call that is made twice has the same effect as one that is made once.
    public let isIdempotent: Bool

    /// Whether the response is still being produced when the call returns.
    public let streamsResponse: Bool

    /// Whether a call ends by itself at its deadline.
    public let endsByDeadline: Bool
}

extension Endpoint {
    /// What there is to know about the endpoint without calling it.
    public var outline: EndpointOutline {
        EndpointOutline(
            name: name,
            layers: layers,
            request: String(describing: Request.self),
            response: String(describing: Response.self),
            isIdempotent: isIdempotent,
            streamsResponse: streamsResponse,
            endsByDeadline: endsByDeadline
        )
    }
}
