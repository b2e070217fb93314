public import Martlet

/// What the error is on every wire; with HTTP it is 400 and `{"error":"can't sum two zeroes","code":"invalid_argument"}`.
extension AddError: StatusConvertible {
    /// The status of this error.
    public var status: Status { Status(.invalidArgument, message) }

    /// The text that Go kit's service has for it. Wires whose replies have a place for a business error send it alone.
    public var message: String {
        switch self {
        case .twoZeroes: "can't sum two zeroes"
        case .integerOverflow: "integer overflow"
        case .maximumSizeExceeded: "result exceeds maximum size"
        }
    }

    /// The error that has a text, on the side of the caller.
    public init?(message: String) {
        guard let error = Self.allCases.first(where: { $0.message == message }) else { return nil }
        self = error
    }
}
