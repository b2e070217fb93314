import Synchronization

/// Keeps the spans, for tests of what a service records.
///
/// ```swift
/// let spans = InMemorySpanProcessor()
/// let tracer = SamplingTracer(processor: spans)
/// try await endpoint.with(Tracing(tracer))(request)
/// #expect(spans.finishedSpans.map(\.name) == ["uppercase"])
/// ```
public final class InMemorySpanProcessor: SpanProcessor {
    private let maximumCount: Int
    private let spans = Mutex<[FinishedSpan]>([])

    /// Makes an empty one.
    ///
    /// - Parameter maximumCount: How many spans are kept; later ones are left out.
    public init(maximumCount: Int = 10_000) {
        self.maximumCount = maximumCount
    }

    /// The spans that have ended, in this order.
    public var finishedSpans: [FinishedSpan] { spans.withLock { $0 } }

    /// Keeps a span.
    public func onEnd(_ span: FinishedSpan) {
        spans.withLock { if $0.count < maximumCount { $0.append(span) } }
    }

    /// Forgets all spans.
    public func removeAll() {
        spans.withLock { $0.removeAll() }
    }
}
