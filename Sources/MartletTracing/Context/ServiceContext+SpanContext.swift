public import Tracing

extension ServiceContext {
    /// The span that is current; `nil` when there is none.
    ///
    /// ```swift
    /// logger.info("paid", metadata: ["trace_id": "\(ServiceContext.current?.spanContext?.traceID)"])
    /// ```
    public var spanContext: SpanContext? {
        get {
            guard let context = self[TraceParent.Key.self]?.spanContext, context.isValid else { return nil }
            return context
        }
        set { self[TraceParent.Key.self] = newValue.map { .received(ReceivedParent($0)) } }
    }

    /// The same with what stands behind it.
    var traceParent: TraceParent? {
        @inline(__always) get { self[TraceParent.Key.self] }
        set { self[TraceParent.Key.self] = newValue }
    }
}

/// What a `ServiceContext` holds: the span that the next one is a child of.
///
/// One reference in either case, so that reading it from the context copies no more than that.
enum TraceParent: Sendable {
    /// A span of this process that is recorded.
    case recorded(SpanRecorder)

    /// A span of another process, one that is not recorded, or one that somebody wrote here.
    case received(ReceivedParent)

    enum Key: ServiceContextKey {
        typealias Value = TraceParent
        static var nameOverride: String? { "span-context" }
    }

    var spanContext: SpanContext {
        switch self {
        case .recorded(let recorder): recorder.spanContext
        case .received(let parent): parent.spanContext
        }
    }

    /// The parent of that span, which B3 passes on.
    var parentSpanID: SpanID? {
        switch self {
        case .recorded(let recorder): recorder.parentSpanID
        case .received(let parent): parent.parentSpanID
        }
    }
}

/// A span that is not recorded here.
final class ReceivedParent: Sendable {
    /// Without identities when the caller said no more than whether to record.
    let spanContext: SpanContext

    /// The parent of that span, when the caller told.
    let parentSpanID: SpanID?

    /// Whether it is decided that the trace is not recorded: asked for every span, and so kept ready.
    let isDecidedAgainst: Bool

    init(_ spanContext: SpanContext, parentSpanID: SpanID? = nil) {
        self.spanContext = spanContext
        self.parentSpanID = parentSpanID
        isDecidedAgainst =
            spanContext.isValid && !spanContext.isSampled && !spanContext.isSamplingDeferred && !spanContext.isDebug
    }
}
