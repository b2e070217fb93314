public import CoreMetrics
public import Tracing

/// What a server tells of its requests: lines of an access log, metrics, spans. All are off by default.
///
/// ```swift
/// configuration.observability.accessLog = HTTPAccessLog(logger)
/// configuration.observability.metrics = prometheus
/// configuration.observability.tracer = tracer
/// ```
///
/// They are about requests of HTTP, refused ones among them: a path that nobody serves, a method that is not allowed. What is
/// about calls of endpoints, on whatever wire, is middleware: `RequestLogging`, `Instrumentation`, `Tracing`. A request counts
/// from when it has been read whole until its answer has been handed to the connection; bytes that are not a request at all
/// are answered by the connection, and are not seen here.
public struct HTTPServerObservability: Sendable {
    /// Writes a line per request; `nil` for none.
    public var accessLog: HTTPAccessLog?

    /// Counts and times requests, by the semantic conventions of OpenTelemetry: the timer `http.server.request.duration` by
    /// `http.request.method`, `http.route` and `http.response.status_code`, and the meter `http.server.active_requests`
    /// by `http.request.method`. A route is the pattern, never the path; what no route has matched has the route `none`.
    ///
    /// Source: [semantic conventions for HTTP metrics](https://opentelemetry.io/docs/specs/semconv/http/http-metrics/).
    public var metrics: (any MetricsFactory)?

    /// Reads the context of the trace from the fields of a request, and makes a span of kind `server` of it: `GET /users/{id}`,
    /// which is the current one for the decoder, the endpoint and the encoder.
    ///
    /// Source: [semantic conventions for HTTP spans](https://opentelemetry.io/docs/specs/semconv/http/http-spans/).
    public var tracer: (any Tracer)?

    /// Makes one that tells nothing.
    public init() {}

    var isEmpty: Bool { accessLog == nil && metrics == nil && tracer == nil }
}
