/// A response that is still being produced when the call that returned it is over: server-sent events, rows, chunks.
///
/// Limits, metrics and spans must then last as long as the stream and not only until its head is returned. Middleware
/// asks for the stream by ``Callee/stream(in:)`` and hooks its end.
///
/// ``ResponseStream`` conforms. Conform a type of your own when it carries a stream among other things, and forward:
///
/// ```swift
/// struct Page: StreamingResponse {
///     var title: String
///     var rows: ResponseStream<Row>
///     func onEnd(_ handler: @escaping @Sendable (StreamEnd) -> Void) { rows.onEnd(handler) }
/// }
/// ```
public protocol StreamingResponse: Sendable {
    /// Runs a closure exactly once, when the stream has ended: after its last element, its error, its cancellation, or
    /// when it was dropped before any of these. Runs it at once if the stream has ended already.
    ///
    /// - Parameter handler: Runs wherever the stream ends; it must be quick and must not block.
    func onEnd(_ handler: @escaping @Sendable (StreamEnd) -> Void)
}

/// How a stream ended.
public enum StreamEnd: Sendable {
    /// All elements were consumed.
    case finished

    /// The producer threw.
    case failed(any Error)

    /// The consumer went away or was cancelled before the last element.
    case cancelled
}
