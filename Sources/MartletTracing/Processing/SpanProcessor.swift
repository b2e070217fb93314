/// Gets the recorded spans of a ``SamplingTracer`` when they have ended.
///
/// ``BatchSpanProcessor`` is the one for services; ``InMemorySpanProcessor`` is for tests.
public protocol SpanProcessor: Sendable {
    /// Takes a span. Called by whatever code ended it: it must be quick, must not block, and drops and counts what it has no
    /// room for.
    ///
    /// - Parameter span: The span.
    func onEnd(_ span: FinishedSpan)

    /// Asks to hand on soon what has been taken. It returns at once.
    func forceFlush()
}

extension SpanProcessor {
    /// Nothing, for processors that keep nothing.
    public func forceFlush() {}
}
