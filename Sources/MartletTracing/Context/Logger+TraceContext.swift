public import Logging
import Tracing

extension Logger.MetadataProvider {
    /// Adds the current span to every line: `trace_id`, `span_id` and `trace_flags`, as OpenTelemetry names them.
    ///
    /// ```swift
    /// let logger = Logger(label: "orders", factory: …, metadataProvider: .traceContext)
    /// ```
    ///
    /// Outside of a span it adds nothing.
    ///
    /// Source: [Trace context in non-OTLP log formats](https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/).
    public static var traceContext: Logger.MetadataProvider {
        Logger.MetadataProvider {
            guard let span = ServiceContext.current?.spanContext else { return [:] }
            return [
                "trace_id": .string(span.traceID.description),
                "span_id": .string(span.spanID.description),
                "trace_flags": .string(span.isSampled ? "01" : "00"),
            ]
        }
    }
}
