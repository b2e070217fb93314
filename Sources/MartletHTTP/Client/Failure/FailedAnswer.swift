public import HTTPTypes

/// The answer behind a status that a client has made of it: `Status.underlying`, for logs on this side and for those who
/// must know the exact status.
///
/// It is not an ``HTTPStatusProviding`` and has no ``HTTPFieldsProviding``: when a service passes the status on to its own
/// caller, the fields of the peer, cookies among them, stay here.
public struct FailedAnswer: Error, Sendable {
    /// The status of the answer.
    public let status: HTTPResponse.Status

    /// The fields of the answer.
    public let fields: HTTPFields
}
