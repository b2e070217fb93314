public import HTTPTypes

/// A response or an error that chooses its HTTP status.
///
/// Without it a response is sent with 200 and an error with the status that stands for its `Status.Code`.
/// A response with 204 is sent without a body.
public protocol HTTPStatusProviding {
    /// The status to send.
    var httpStatus: HTTPResponse.Status { get }
}

/// A response or an error that brings HTTP fields of its own.
///
/// They are added to the fields that are there, so several values of a name stay.
public protocol HTTPFieldsProviding {
    /// The fields to add.
    var httpFields: HTTPFields { get }
}
