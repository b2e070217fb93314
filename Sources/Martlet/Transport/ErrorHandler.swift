/// Receives the errors that a server has already answered, to log or count them.
///
/// It sees the error itself, with everything that was kept back from the peer. It cannot change the answer; an error
/// encoder does that.
public protocol ErrorHandler: Sendable {
    /// Takes note of an error.
    ///
    /// - Parameters:
    ///   - error: The error as it was thrown, or as the response carried it.
    ///   - endpoint: The name of the endpoint that was called, or would have been.
    ///   - context: The context of the call.
    func handle(_ error: any Error, endpoint: String, context: RequestContext)
}
