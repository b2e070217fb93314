public import Logging

/// Logs every error of a transport: one line, with the error itself, the endpoint, the code, and the request id if
/// there is one.
///
/// Failures of this side are logged as errors; what callers decide how many there are of — their mistakes, their
/// cancellations, limits that they run into — at the level of debugging.
public struct LoggingErrorHandler: ErrorHandler {
    private let logger: Logger

    /// Makes a handler.
    ///
    /// - Parameter logger: Where to log.
    public init(_ logger: Logger) {
        self.logger = logger
    }

    /// Logs the error.
    public func handle(_ error: any Error, endpoint: String, context: RequestContext) {
        let status = Status(error, in: context)
        let code = status.code
        var metadata: Logger.Metadata = ["endpoint": "\(endpoint)", "code": "\(code)"]
        if error is Status, let cause = status.underlying { metadata["cause"] = "\(cause)" }
        if let instance = status.instance { metadata["instance"] = "\(instance)" }
        if let requestID = context.requestID { metadata["request-id"] = "\(requestID)" }
        logger.log(level: code.isServerFault ? .error : .debug, "request failed", error: error, metadata: metadata)
    }
}
