package import Tracing

/// What a span tells of a call that failed.
package struct SpanFailure {
    private let error: any Error
    private let isBusinessError: Bool
    private let isCall: Bool

    /// - Parameters:
    ///   - error: How it failed.
    ///   - isBusinessError: Whether the response carried it.
    ///   - isCall: Whether the span is that of a call, and not of a request of HTTP, which has a status of its own.
    package init(_ error: any Error, isBusinessError: Bool = false, isCall: Bool = true) {
        self.error = error
        self.isCall = isCall
        self.isBusinessError = isBusinessError
    }

    /// Records the error, and sets the status of the span unless it is none of this side's failures.
    package func record(on span: some Span, kind: SpanKind, options: TracingOptions = TracingOptions()) {
        let status = Status(error)
        span.updateAttributes { attributes in
            attributes["error.type"] = status.code.canonicalName
            if isCall { attributes["rpc.response.status_code"] = status.code.canonicalName }
            if let retries = error as? RetryError {
                for (index, attempt) in retries.attempts.enumerated() {
                    attributes["retry.error.\(index + 1)"] = "\(attempt)"
                }
            }
        }
        span.recordError(error)
        guard isFailure(status.code, of: kind), !(isBusinessError && options.ignoresBusinessErrors) else { return }
        span.setStatus(SpanStatus(code: .error, message: status.message))
    }

    /// A cancelled call is nobody's failure, and the mistakes of callers are none of a server; to everybody else a call that
    /// did not succeed has failed.
    private func isFailure(_ code: Status.Code, of kind: SpanKind) -> Bool {
        guard code != .cancelled else { return false }
        return kind != .server || code.isServerFault || code == .unimplemented
    }
}
