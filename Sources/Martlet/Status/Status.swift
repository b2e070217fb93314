/// The one error of every wire: a canonical code, a message for the caller, and what a retry needs to know.
///
/// Throw it where the service itself decides that a call failed; let errors of your domain conform to
/// ``StatusConvertible`` instead, so that the domain stays free of the kit. Every transport has one table from status to
/// wire and back, so a code and its message survive any hop. Breakers, retries and metrics look at the ``code`` and
/// never at the text.
///
/// ```swift
/// guard let profile = await store.profile(id) else {
///     throw Status(.notFound, "no profile has the id \(id)")
/// }
/// ```
///
/// There is no status for success: a call that succeeds returns.
public struct Status: Error, Sendable {
    /// What kind of failure it is.
    public var code: Code

    /// What happened, for the developer who called. It crosses the wire: no secrets, no internals.
    public var message: String

    /// Typed details for the caller, carried as they are by every transport that can.
    public var details: [Detail]

    /// What the failing side says about trying again, or `nil` when it says nothing.
    public var retry: RetryHint?

    /// What is known of how far the request got; it decides whether repeating it is safe.
    public var delivery: Delivery

    /// The id of the instance that the call went to, for logs and for another attempt, which avoids it; it is never sent.
    /// Endpoints that are balanced over instances set it.
    public var instance: String?

    /// The error behind it, for logs on this side of the wire; it is never sent.
    public var underlying: (any Error)?

    /// Makes a status.
    ///
    /// - Parameters:
    ///   - code: What kind of failure it is; each code says when to pick it over its neighbours.
    ///   - message: What happened, for the caller; by default the name of the code in words.
    ///   - details: Typed details.
    ///   - retry: Whether and when trying again makes sense; `nil` leaves it to the code.
    ///   - delivery: What is known of how far the request got.
    ///   - underlying: The error behind it, kept on this side.
    public init(
        _ code: Code,
        _ message: String? = nil,
        details: [Detail] = [],
        retry: RetryHint? = nil,
        delivery: Delivery = .unknown,
        underlying: (any Error)? = nil
    ) {
        self.code = code
        self.message = message ?? code.phrase
        self.details = details
        self.retry = retry
        self.delivery = delivery
        self.underlying = underlying
    }

    /// Whether the same call may succeed when it is simply sent again: the hint if there is one, otherwise only
    /// ``Code/unavailable``.
    ///
    /// It says nothing about whether sending it twice is safe; that is a property of the endpoint.
    public var isRetryable: Bool {
        guard let retry else { return code == .unavailable }
        return retry != .never
    }
}

extension Status: CustomStringConvertible {
    /// `not_found: no profile has the id 7`
    public var description: String { "\(code): \(message)" }
}
