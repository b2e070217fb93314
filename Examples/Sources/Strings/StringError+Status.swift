public import Martlet

/// What the error is on every wire; with HTTP it is 400 and `{"error":"empty string","code":"invalid_argument"}`.
extension StringError: StatusConvertible {
    /// The status of this error.
    public var status: Status {
        switch self {
        case .empty: Status(.invalidArgument, "empty string")
        }
    }
}
