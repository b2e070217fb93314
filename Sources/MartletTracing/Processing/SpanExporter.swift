/// Sends spans to where they are stored.
///
/// `MartletOTLP` and `MartletZipkin` have one each. Conform a type of your own to send them elsewhere, and give it to a
/// ``BatchSpanProcessor``:
///
/// ```swift
/// struct ConsoleExporter: SpanExporter {
///     func export(_ batch: [FinishedSpan]) async throws {
///         for span in batch { logger.info("\(span.name)") }
///     }
/// }
/// ```
public protocol SpanExporter: Sendable {
    /// Sends spans, and returns when the other side has taken them. It ends soon when the task is cancelled, which is how a
    /// time limit is kept.
    ///
    /// - Parameter batch: One span or more.
    /// - Throws: ``SpanExportError``, which says whether to try again. Any other error is one not to try again after.
    func export(_ batch: [FinishedSpan]) async throws
}

/// Why spans were not, or not all, taken.
public struct SpanExportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for the log.
    public var message: String

    /// Whether the same spans may be sent again.
    public var isRetryable: Bool

    /// How long the other side asks to be left alone before.
    public var retryAfter: Duration?

    /// How many of the spans were not taken, when the others were; `nil` when none was.
    public var rejectedSpanCount: Int?

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - message: What went wrong, for the log.
    ///   - isRetryable: Whether the same spans may be sent again.
    ///   - retryAfter: How long the other side asks to be left alone before.
    ///   - rejectedSpanCount: How many of the spans were not taken, when the others were.
    public init(
        _ message: String,
        isRetryable: Bool,
        retryAfter: Duration? = nil,
        rejectedSpanCount: Int? = nil
    ) {
        self.message = message
        self.isRetryable = isRetryable
        self.retryAfter = retryAfter
        self.rejectedSpanCount = rejectedSpanCount
    }

    /// What went wrong.
    public var description: String { message }
}
