extension SpanExportError {
    /// What an answer of a collector means: `nil` for success.
    ///
    /// - Parameters:
    ///   - status: The status code.
    ///   - retryAfter: The header field `Retry-After`.
    ///   - message: What the body says.
    ///
    /// Source: [OTLP/HTTP response](https://opentelemetry.io/docs/specs/otlp/#otlphttp-response).
    package init?(httpStatus status: Int, retryAfter: String?, message: String?) {
        guard !(200..<300).contains(status) else { return nil }
        let message = message.flatMap { $0.isEmpty ? nil : ": \($0.prefix(256))" } ?? ""
        self.init(
            "HTTP status \(status)\(message)",
            isRetryable: [429, 502, 503, 504].contains(status),
            retryAfter: retryAfter.flatMap(Self.seconds)
        )
    }

    /// Seconds, at most a day. The other form of the field, a date, counts as none.
    private static func seconds(_ text: String) -> Duration? {
        guard text.utf8.count <= 9, let seconds = Int(text), seconds >= 0 else { return nil }
        return .seconds(min(seconds, 86_400))
    }
}
