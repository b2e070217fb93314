/// How much a span may hold. What is beyond is left out and counted in the span.
///
/// ```swift
/// SamplingTracer(limits: SpanLimits { $0.attributes = 32 }, …)
/// ```
///
/// The defaults are those of OpenTelemetry, but for the length of values, which it does not bound. A negative number counts
/// as zero.
///
/// Source: [Span limits](https://opentelemetry.io/docs/specs/otel/trace/sdk/#span-limits).
public struct SpanLimits: Hashable, Sendable {
    /// Attributes of a span.
    public var attributes = 128

    /// Events of a span.
    public var events = 128

    /// Links of a span.
    public var links = 128

    /// Attributes of an event.
    public var attributesPerEvent = 128

    /// Attributes of a link.
    public var attributesPerLink = 128

    /// UTF-8 bytes of a text: a value, a name, the message of a status. It is cut at the boundary of a character.
    public var textLength = 8_192

    /// Elements of an array.
    public var arrayCount = 1_024

    /// Makes the defaults.
    public init() {}

    /// Makes the defaults and changes some of them.
    ///
    /// - Parameter change: Changes limits in place.
    public init(_ change: (inout SpanLimits) -> Void) {
        self.init()
        change(&self)
    }
}
