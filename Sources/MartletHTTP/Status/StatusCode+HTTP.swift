public import HTTPTypes
public import Martlet

/// The one table between status codes and HTTP. Sources: google/rpc/code.proto for the way out; for the way back, the
/// same table read backwards, and for statuses that are not in it the code that makes a caller behave rightly.
extension Status.Code {
    /// The HTTP status that stands for this code; 500 for a code that is not canonical.
    public var httpStatus: HTTPResponse.Status {
        switch self {
        case .cancelled: HTTPResponse.Status(code: 499, reasonPhrase: "Client Closed Request")
        case .invalidArgument, .failedPrecondition, .outOfRange: .badRequest
        case .deadlineExceeded: .gatewayTimeout
        case .notFound: .notFound
        case .alreadyExists, .aborted: .conflict
        case .permissionDenied: .forbidden
        case .resourceExhausted: .tooManyRequests
        case .unimplemented: .notImplemented
        case .unavailable: .serviceUnavailable
        case .unauthenticated: .unauthorized
        default: .internalServerError
        }
    }

    /// The code that an HTTP status stands for when the body of the answer does not name one.
    ///
    /// - Parameter httpStatus: A status of 400 or above.
    public init(httpStatus: HTTPResponse.Status) {
        self =
            switch httpStatus.code {
            case 400, 406, 411, 414, 415, 422, 431: .invalidArgument
            case 401, 407: .unauthenticated
            case 403: .permissionDenied
            case 404, 410: .notFound
            case 405, 501, 505: .unimplemented
            case 408, 504: .deadlineExceeded
            case 409: .aborted
            case 412, 417, 428: .failedPrecondition
            case 413, 429, 507: .resourceExhausted
            case 416: .outOfRange
            case 499: .cancelled
            case 502, 503: .unavailable
            default: .unknown
            }
    }
}
