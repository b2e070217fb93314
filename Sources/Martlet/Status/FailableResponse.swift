/// A response that may carry a business error inside.
///
/// A business error is an answer, not a breakdown: the endpoint returns normally, so breakers and retries do not count
/// it. Transports look into the response and send the error with its code and message, exactly as if it had been
/// thrown.
///
/// ```swift
/// struct UppercaseResponse: Encodable, FailableResponse {
///     var v: String = ""
///     var failure: (any Error)?
///     enum CodingKeys: CodingKey { case v }
/// }
/// ```
///
/// Prefer to throw; carry the error where middleware must not see it as one.
public protocol FailableResponse: Sendable {
    /// The business error, or `nil` when the response is a success.
    var failure: (any Error)? { get }
}
