/// The part of a span that travels to other services.
///
/// It stands in the task-local `ServiceContext`; use it to write identities into messages, or to continue a trace that came
/// in by a way for which there is no propagator:
///
/// ```swift
/// let id = ServiceContext.current?.spanContext?.traceID
///
/// var context = ServiceContext.topLevel
/// context.spanContext = SpanContext(traceID: id, spanID: parent, flags: .sampled, isRemote: true)
/// try await tracer.withSpan("job", context: context, ofKind: .consumer) { _ in … }
/// ```
///
/// Source: [SpanContext](https://opentelemetry.io/docs/specs/otel/trace/api/#spancontext) of OpenTelemetry.
public struct SpanContext: Hashable, Sendable {
    /// The trace that the span is part of.
    public var traceID: TraceID

    /// The span.
    public var spanID: SpanID

    /// Whether the trace is recorded.
    public var flags: TraceFlags

    /// Whether it came from another process.
    public var isRemote: Bool

    /// Whether the caller left it to this service to decide whether the trace is recorded. B3 knows that; then
    /// ``TraceFlags/sampled`` is not set and means nothing.
    public var isSamplingDeferred: Bool

    /// Whether somebody asked for this very trace, so that every sampler lets it through: a flag of B3 and Jaeger.
    public var isDebug: Bool

    /// What tracing systems add for themselves.
    public var state: TraceState

    /// Makes a context.
    ///
    /// - Parameters:
    ///   - traceID: The trace that the span is part of.
    ///   - spanID: The span.
    ///   - flags: Whether the trace is recorded.
    ///   - state: What tracing systems add for themselves.
    ///   - isRemote: Whether it came from another process.
    ///   - isSamplingDeferred: Whether the caller left the decision to this service.
    ///   - isDebug: Whether somebody asked for this very trace.
    @inlinable
    public init(
        traceID: TraceID,
        spanID: SpanID,
        flags: TraceFlags = [],
        state: TraceState = TraceState(),
        isRemote: Bool = false,
        isSamplingDeferred: Bool = false,
        isDebug: Bool = false
    ) {
        self.traceID = traceID
        self.spanID = spanID
        self.flags = flags
        self.state = state
        self.isRemote = isRemote
        self.isSamplingDeferred = isSamplingDeferred
        self.isDebug = isDebug
    }

    /// Whether it names a trace and a span.
    @inlinable
    public var isValid: Bool { traceID.isValid && spanID.isValid }

    /// Whether the trace is recorded.
    @inlinable
    public var isSampled: Bool { flags.contains(.sampled) }
}
