import Martlet
public import MartletHTTP

/// Go kit's service answers 400 where the table between codes and HTTP has 409. The code in the body stays what it is, so
/// that clients of this kit see no difference.
extension ProfileError: HTTPStatusProviding {
    /// The status of this error over HTTP.
    public var httpStatus: HTTPResponse.Status {
        switch self {
        case .profileExists, .addressExists: .badRequest
        default: status.code.httpStatus
        }
    }
}
