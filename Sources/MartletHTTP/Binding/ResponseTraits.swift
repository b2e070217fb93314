import HTTPTypes
import Martlet

/// What a response type says about its own answer, found out once when the route is made, so that plain values cost
/// nothing per request.
struct ResponseTraits<Response: Sendable>: Sendable {
    private let isFailable = Response.self is any FailableResponse.Type
    private let providesStatus = Response.self is any HTTPStatusProviding.Type
    private let providesFields = Response.self is any HTTPFieldsProviding.Type

    /// Lets the response choose status and fields.
    ///
    /// - Throws: The business error that the response carries.
    func apply(_ output: Response, to response: inout OutgoingResponse) throws {
        if isFailable, let failure = (output as? any FailableResponse)?.failure {
            // The endpoint has returned: what is known of another request is not about this one.
            throw failure.withoutDelivery
        }
        if providesFields, let output = output as? any HTTPFieldsProviding {
            response.fields.append(contentsOf: output.httpFields)
        }
        if providesStatus, let output = output as? any HTTPStatusProviding {
            response.status = output.httpStatus
        }
    }
}
