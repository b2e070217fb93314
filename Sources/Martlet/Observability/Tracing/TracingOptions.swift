public import Tracing

/// What the spans of ``Tracing`` are called and what they tell. Every option has a default.
///
/// ```swift
/// Tracing(tracer, options: TracingOptions { $0.attributes["team"] = "billing" })
/// ```
public struct TracingOptions: Sendable {
    /// The name of the spans, from the name of the endpoint; the same name by default. It is asked for once per endpoint.
    public var name: @Sendable (_ endpoint: String) -> String = { $0 }

    /// Attributes of every span.
    public var attributes: SpanAttributes = [:]

    /// Attributes that are found out for every recorded span, from task-locals for instance.
    public var currentAttributes: (@Sendable () -> SpanAttributes)?

    /// Whether a business error (``FailableResponse``) leaves the status of the span unset; it is recorded all the same.
    public var ignoresBusinessErrors = false

    /// Makes the defaults.
    public init() {}

    /// Makes the defaults and changes some of them.
    ///
    /// - Parameter change: Changes options in place.
    public init(_ change: (inout TracingOptions) -> Void) {
        self.init()
        change(&self)
    }
}
