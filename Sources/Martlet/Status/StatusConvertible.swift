/// An error of the domain that states its status, so that the domain knows nothing else of the kit.
///
/// ```swift
/// enum ProfileError: Error, StatusConvertible {
///     case notFound(String)
///
///     var status: Status {
///         switch self {
///         case .notFound(let id): Status(.notFound, "no profile has the id \(id)")
///         }
///     }
/// }
/// ```
///
/// Thrown or carried in a response (``FailableResponse``), it reaches the client with code and message over every
/// transport.
public protocol StatusConvertible: Error {
    /// The status of this error.
    var status: Status { get }
}

extension Status: StatusConvertible {
    /// The status itself.
    public var status: Status { self }
}

extension Status {
    /// Reads the status out of any error.
    ///
    /// A ``Status`` is itself, a ``StatusConvertible`` error states its own, cancellation is ``Code/cancelled`` — or
    /// ``Code/deadlineExceeded`` if the deadline of the current call has passed — and anything else is
    /// ``Code/unknown`` with a fixed message: the text of an error that nobody has written for a caller stays on this
    /// side, in ``underlying``.
    ///
    /// - Parameter error: Any error.
    public init(_ error: any Error) {
        self.init(error, in: .current)
    }

    /// Reads the status out of an error of a call that is over, with the context that it had. See ``init(_:)``.
    ///
    /// - Parameters:
    ///   - error: Any error.
    ///   - context: The context of the call that threw it.
    public init(_ error: any Error, in context: RequestContext) {
        switch error {
        case let error as any StatusConvertible:
            self = error.status
            if underlying == nil, !(error is Status) { underlying = error }
        case is CancellationError:
            let expired = context.deadline?.hasPassed() ?? false
            self.init(expired ? .deadlineExceeded : .cancelled, underlying: error)
        default:
            self.init(.unknown, "unknown error", underlying: error)
        }
    }
}
