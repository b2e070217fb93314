public import HTTPTypes
public import Martlet

/// An error that knows its exact HTTP status, where the table from `Status.Code` would be too coarse: 415, 413.
///
/// Only transports and what belongs to them should throw it; a service that says `notFound` works on every wire.
public struct HTTPError: StatusConvertible, HTTPStatusProviding, HTTPFieldsProviding {
    /// The status to send.
    public var httpStatus: HTTPResponse.Status

    /// What the rest of the kit sees.
    public var status: Status

    /// Fields to send along.
    public var httpFields: HTTPFields

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - httpStatus: The status to send, 400 or above.
    ///   - message: What happened, for the caller; the reason phrase of the status when none is given.
    ///   - fields: Fields to send along.
    public init(_ httpStatus: HTTPResponse.Status, _ message: String? = nil, fields: HTTPFields = HTTPFields()) {
        self.httpStatus = httpStatus
        self.httpFields = fields
        self.status = Status(Status.Code(httpStatus: httpStatus), message ?? httpStatus.reasonPhrase)
    }
}
