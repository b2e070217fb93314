public import CoreMetrics
public import Tracing

/// What a client tells of its requests: metrics and spans. All are off by default.
///
/// ```swift
/// let transport = NIOHTTPTransport()
/// let observed = transport.observed {
///     $0.tracer = tracer
///     $0.metrics = prometheus
/// }
/// let profiles = HTTPCaller(observed).at("http://127.0.0.1:8081")
/// ```
///
/// They are about what goes over the wire: every attempt of a retry is a request of its own. What is about calls, on
/// whatever wire, is middleware: `Instrumentation`, `Tracing`.
public struct HTTPClientObservability: Sendable {
    /// Counts and times requests, by the semantic conventions of OpenTelemetry: the timer `http.client.request.duration`
    /// by `http.request.method`, `server.address`, `server.port` and `http.response.status_code`. A request without an
    /// answer has the code of its error (`unavailable`) in place of the status. A streamed answer is timed until its
    /// body has ended.
    ///
    /// Source: [semantic conventions for HTTP metrics](https://opentelemetry.io/docs/specs/semconv/http/http-metrics/).
    public var metrics: (any MetricsFactory)?

    /// Makes a span of kind `client` of every request, `GET /profiles/{id}`, a child of the one that is current, and
    /// writes its context into the fields of the request.
    ///
    /// Source: [semantic conventions for HTTP spans](https://opentelemetry.io/docs/specs/semconv/http/http-spans/).
    public var tracer: (any Tracer)?

    /// Makes one that tells nothing.
    public init() {}
}

extension HTTPTransport {
    /// The same transport, telling of its requests.
    ///
    /// - Parameter change: Says what to tell, and where.
    public func observed(_ change: (inout HTTPClientObservability) -> Void) -> ObservedHTTPTransport<Self> {
        var observability = HTTPClientObservability()
        change(&observability)
        return ObservedHTTPTransport(self, observability)
    }
}
