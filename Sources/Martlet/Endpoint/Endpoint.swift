/// One remote procedure as a value: a named function from a request to a response.
///
/// The same type stands on both sides of a wire. On a server it wraps a method of the service and a transport calls it;
/// on a client it wraps a transport and the application calls it. Everything that makes a call safe is middleware
/// around it, added by ``with(_:)-(Layer)``.
///
/// ```swift
/// let count = Endpoint("count") { (text: String) in text.utf8.count }
/// let five = try await count("hello")
/// ```
///
/// An endpoint is made once, where the program is wired, and called many times from any task.
public struct Endpoint<Request: Sendable, Response: Sendable>: Callee {
    /// The name, used in logs, metrics and traces. It is never shown to a peer.
    public let name: String

    /// What wraps the endpoint, outermost first; empty for a bare one. Print it to see the onion.
    public let layers: [String]

    /// Whether `Response` is a ``StreamingResponse``, found out once, when the endpoint is made.
    public let streamsResponse: Bool

    /// Whether `Response` is a ``FailableResponse``, found out once, when the endpoint is made.
    public let mayCarryFailure: Bool

    /// Whether a call that is made twice has the same effect as one that is made once. Source:
    /// [RFC 9110, section 9.2.2](https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2).
    public let isIdempotent: Bool

    /// Whether a call ends by itself at the deadline of ``RequestContext/current``.
    public let endsByDeadline: Bool

    @usableFromInline
    let body: EndpointBody<Request, Response>

    /// Makes an endpoint from a closure or straight from a method.
    ///
    /// ```swift
    /// let uppercase = Endpoint("uppercase") { try await service.uppercase($0) }
    /// let count = Endpoint("count", service.count)
    /// ```
    ///
    /// - Parameters:
    ///   - name: A short, stable name, unique within the service; it becomes a label of metrics.
    ///   - isIdempotent: Whether a call that is made twice has the same effect as one that is made once. Declare it
    ///     where it holds: only then do layers repeat calls that may have taken effect.
    ///   - body: What the endpoint does. It runs on the executor of its caller until it suspends.
    @inlinable
    public init(
        _ name: String,
        isIdempotent: Bool = false,
        _ body: @escaping @Sendable (Request) async throws -> Response
    ) {
        self.init(
            name,
            isIdempotent: isIdempotent,
            endsByDeadline: false,
            EndpointBody(body, knowsDelivery: false)
        )
    }

    /// Makes an endpoint from a closure or a method that never suspends; the compiler chooses this initialiser by itself.
    ///
    /// Servers call such an endpoint without a task, as long as no layer is around it. So `Task.isCancelled` says nothing in
    /// it; the deadline of ``RequestContext/current`` is there as ever. A closure or a method of a global actor is not one of
    /// these: write `async` behind the parameters of a closure (`{ @MainActor request async in … }`), and call a method from
    /// a closure (`{ await screen.show($0) }`).
    ///
    /// - Parameters:
    ///   - name: A short, stable name, unique within the service; it becomes a label of metrics.
    ///   - isIdempotent: Whether a call that is made twice has the same effect as one that is made once. Declare it
    ///     where it holds: only then do layers repeat calls that may have taken effect.
    ///   - body: What the endpoint does. It runs on the thread of its caller, which on a server is that of many
    ///     connections: long computations belong onto an executor of their own, and so into a closure that suspends.
    @inlinable
    public init(
        _ name: String,
        isIdempotent: Bool = false,
        _ body: @escaping @Sendable (Request) throws -> Response
    ) {
        self.init(
            name,
            isIdempotent: isIdempotent,
            endsByDeadline: false,
            EndpointBody(synchronous: body)
        )
    }

    /// Makes an endpoint that sends its calls to a peer, for transports.
    ///
    /// It differs from the initialiser for closures in what is believed of its errors: ``Status/delivery`` says here
    /// whether the peer has seen the request, while a closure that calls others passes on what one of *its* calls has
    /// come to.
    ///
    /// - Parameters:
    ///   - name: A short, stable name, unique within the service; it becomes a label of metrics.
    ///   - isIdempotent: Whether a call that is made twice has the same effect as one that is made once.
    ///   - endsByDeadline: Whether `send` ends at the deadline of ``RequestContext/current`` at the latest.
    ///   - send: Sends the request and receives the response.
    @inlinable
    public init(
        remote name: String,
        isIdempotent: Bool = false,
        endsByDeadline: Bool = false,
        _ send: @escaping @Sendable (Request) async throws -> Response
    ) {
        self.init(
            name,
            isIdempotent: isIdempotent,
            endsByDeadline: endsByDeadline,
            EndpointBody(send, knowsDelivery: true)
        )
    }

    @usableFromInline
    init(
        _ name: String,
        layers: [String] = [],
        isIdempotent: Bool,
        endsByDeadline: Bool,
        _ body: EndpointBody<Request, Response>
    ) {
        self.name = name
        self.layers = layers
        self.streamsResponse = Response.self is any StreamingResponse.Type
        self.mayCarryFailure = Response.self is any FailableResponse.Type
        self.isIdempotent = isIdempotent
        self.endsByDeadline = endsByDeadline
        self.body = body
    }

    /// Calls the endpoint.
    ///
    /// - Parameter request: The request.
    /// - Returns: The response.
    /// - Throws: Whatever the endpoint or one of its layers throws; ``Status/init(_:)`` reads a status out of any error.
    @inlinable @inline(__always)
    public func callAsFunction(_ request: Request) async throws -> Response {
        try await body(request)
    }

    /// Calls an endpoint that never suspends, for transports that save the task; `nil` for all others. It throws as
    /// ``callAsFunction(_:)`` does.
    package var synchronousCall: (@Sendable (Request) throws -> Response)? { body.synchronousCall }
}

extension Endpoint: CustomStringConvertible {
    /// The onion on one line, in the order of execution: `uppercase: RequestLogging > CircuitBreaker`.
    public var description: String {
        layers.isEmpty ? name : "\(name): \(layers.joined(separator: " > "))"
    }
}
