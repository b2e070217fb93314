import Martlet
import Tracing

/// A request whose answer is awaited, with what is told of it.
struct SentRequest: Sendable {
    let method: String
    let address: ServerIdentity
    let span: (any Span)?
    let metrics: HTTPClientMetrics?
    private let start = Timestamp.now

    init(method: String, to address: ServerIdentity, span: (any Span)?, metrics: HTTPClientMetrics?) {
        self.method = method
        self.address = address
        self.span = span
        self.metrics = metrics
    }

    /// There is no answer.
    func failed(_ error: any Error) {
        record(outcome: Status(error).code.description)
        if let span { fail(span, error) }
    }

    /// - Parameters:
    ///   - status: The status of the answer.
    ///   - error: What has ended its body before its time.
    func answered(_ status: Int, error: (any Error)? = nil) {
        record(outcome: "\(status)")
        if let span { end(span, status, error) }
    }

    private func record(outcome: String) {
        metrics?.record(method, to: address, outcome: outcome, duration: start.nanoseconds(to: .now))
    }

    private func fail(_ span: some Span, _ error: any Error) {
        if span.isRecording { SpanFailure(error, isCall: false).record(on: span, kind: .client) }
        span.end()
    }

    private func end(_ span: some Span, _ status: Int, _ error: (any Error)?) {
        if span.isRecording {
            span.attributes["http.response.status_code"] = status
            if status >= 400 {
                span.attributes["error.type"] = "\(status)"
                span.setStatus(SpanStatus(code: .error))
            }
            if let error { SpanFailure(error, isCall: false).record(on: span, kind: .client) }
        }
        span.end()
    }
}
