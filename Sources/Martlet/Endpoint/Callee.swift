/// Something that can be called with a request and answers with a response: an ``Endpoint``, or what a middleware wraps.
///
/// Middleware receives the rest of the chain as a `Callee`. It is a `Sendable` value, so it may be called once, several
/// times (retries), from child tasks (hedging), or not at all (a breaker that is open).
///
/// You never conform a type of your own to this protocol; make an ``Endpoint`` instead.
public protocol Callee<Request, Response>: Sendable {
    /// What the call needs.
    associatedtype Request: Sendable

    /// What the call answers.
    associatedtype Response: Sendable

    /// The name of the endpoint at the centre of the chain, as given to ``Endpoint`` when it was made.
    var name: String { get }

    /// Whether the response is still being produced when the call returns. See ``StreamingResponse``.
    var streamsResponse: Bool { get }

    /// Whether the response may carry a business error inside. See ``FailableResponse``.
    var mayCarryFailure: Bool { get }

    /// Whether a call that is made twice has the same effect as one that is made once, as declared where the
    /// ``Endpoint`` was made. Layers that repeat calls ask for it.
    var isIdempotent: Bool { get }

    /// Whether a call ends by itself at the deadline of ``RequestContext/current``, so that no outer layer needs a timer
    /// for it: true for the endpoints of clients whose transport keeps deadlines, as long as every layer around them
    /// says so, too (``Middleware/endsByDeadline``).
    var endsByDeadline: Bool { get }

    /// Calls the rest of the chain.
    ///
    /// - Parameter request: The request, as it is or changed.
    /// - Returns: The response of the endpoint, as the inner layers have left it.
    /// - Throws: The error of the endpoint or of an inner layer.
    func callAsFunction(_ request: Request) async throws -> Response
}

extension Callee {
    /// The stream that goes on after the call has returned, or `nil` when the response was complete at that moment.
    ///
    /// Middleware that measures or limits calls asks this question once per call, so that what it counts lasts as long
    /// as the stream:
    ///
    /// ```swift
    /// let response = try await next(request)
    /// if let stream = next.stream(in: response) {
    ///     stream.onEnd { _ in inFlight.decrement() }
    /// } else {
    ///     inFlight.decrement()
    /// }
    /// return response
    /// ```
    ///
    /// Endpoints whose responses are plain values pay one branch for it.
    @inlinable
    public func stream(in response: Response) -> (any StreamingResponse)? {
        streamsResponse ? response as? any StreamingResponse : nil
    }

    /// The business error that the response carries, or `nil` when it is a success.
    ///
    /// Breakers and retries do not ask: a business error is an answer. What counts, logs or traces calls does.
    /// Endpoints whose responses are plain values pay one branch for it.
    @inlinable
    public func failure(in response: Response) -> (any Error)? {
        mayCarryFailure ? (response as? any FailableResponse)?.failure : nil
    }
}
