public import CoreMetrics
public import Logging
public import Martlet
public import Tracing

/// What is told of the calls of each endpoint of a service, chosen by flags. All of it is off at first.
public struct CallObservation: MiddlewareStack {
    /// Where a line goes for each call.
    public var logger: Logger?

    /// Where calls are counted and timed.
    public var metrics: (any MetricsFactory)?

    /// What makes a span of each call.
    public var tracer: (any Tracer)?

    /// Makes one that tells nothing.
    public init() {}

    /// Puts the layers around an endpoint; the last one is outermost.
    public func around<Request: Sendable, Response: Sendable>(
        _ endpoint: Endpoint<Request, Response>
    ) -> Endpoint<Request, Response> {
        let observed =
            endpoint
            .with(logger.map { RequestLogging($0) })
            .with(metrics.map { Instrumentation($0) })
        guard let tracer else { return observed }
        return Self.trace(observed, by: tracer)
    }

    private static func trace<Request: Sendable, Response: Sendable>(
        _ endpoint: Endpoint<Request, Response>,
        by tracer: some Tracer
    ) -> Endpoint<Request, Response> {
        endpoint.with(Tracing(tracer))
    }
}
