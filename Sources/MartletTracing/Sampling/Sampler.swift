public import Tracing

/// Decides which traces are recorded.
///
/// Give one to a ``SamplingTracer``. It is asked once for every span, on the way of every request, and so must be quick
/// and must not block.
///
/// ```swift
/// SamplingTracer(sampler: .parentBased(root: .ratio(0.1)), …)
/// ```
///
/// A trace is of use only when all services record it: take ``parentBased(root:)`` around whatever decides for new
/// traces, unless this service is to record other traces than its callers.
///
/// Source: [Sampling](https://opentelemetry.io/docs/specs/otel/trace/sdk/#sampling) of OpenTelemetry.
public protocol Sampler: Sendable {
    /// Decides about a span.
    ///
    /// - Parameter span: What is known of it.
    /// - Returns: Whether it is recorded.
    func shouldSample(_ span: SamplingParameters) -> SamplingDecision
}

/// What is known of a span before it begins.
public struct SamplingParameters: Sendable {
    /// The span that it is a child of; `nil` when it begins a trace.
    public var parent: SpanContext?

    /// The trace that it is part of.
    public var traceID: TraceID

    /// What it is called.
    public var name: String

    /// What it stands for.
    public var kind: SpanKind

    /// Makes them.
    ///
    /// - Parameters:
    ///   - parent: The span that it is a child of.
    ///   - traceID: The trace that it is part of.
    ///   - name: What it is called.
    ///   - kind: What it stands for.
    @inlinable
    public init(parent: SpanContext?, traceID: TraceID, name: String, kind: SpanKind) {
        self.parent = parent
        self.traceID = traceID
        self.name = name
        self.kind = kind
    }
}

/// Whether a span is recorded.
public struct SamplingDecision: Hashable, Sendable {
    /// Whether it is.
    public let isSampled: Bool

    @usableFromInline
    init(isSampled: Bool) {
        self.isSampled = isSampled
    }

    /// It is recorded and exported.
    @inlinable
    public static var sample: SamplingDecision { SamplingDecision(isSampled: true) }

    /// It is not; its identities still travel, so that others agree.
    @inlinable
    public static var drop: SamplingDecision { SamplingDecision(isSampled: false) }
}
