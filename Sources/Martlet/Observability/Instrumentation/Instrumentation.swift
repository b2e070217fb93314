public import CoreMetrics

/// Counts and times the calls of an endpoint.
///
/// ```swift
/// let uppercase = Endpoint("uppercase", service.uppercase).with(Instrumentation(prometheus))
/// let get = profiles.endpoint("getProfile", .get, "/profiles/{id}") { … }.with(Instrumentation(prometheus, on: .client))
/// ```
///
/// Put it outermost, so that it also sees what inner layers turn away, and once: two of them count twice. A call whose
/// response is a stream is timed and in flight until the stream has ended. A business error (``FailableResponse``) is
/// counted under its code, as one that is thrown.
///
/// Metrics, by the semantic conventions of OpenTelemetry where they have a name:
///
/// | name | kind | dimensions |
/// |---|---|---|
/// | `rpc.server.call.duration` | timer | `rpc.method`, `rpc.response.status_code` |
/// | `rpc.server.requests` | counter | `rpc.method`, `rpc.response.status_code` |
/// | `rpc.server.active_requests` | meter | `rpc.method` |
///
/// The status is `OK`, or the code of the error: `NOT_FOUND`. On the side of the client the names begin with `rpc.client`.
/// ``Names/goKit(namespace:subsystem:)`` gives the names that dashboards for Go kit's services know.
///
/// Source: [semantic conventions for RPC metrics](https://opentelemetry.io/docs/specs/semconv/rpc/rpc-metrics/).
public struct Instrumentation: Middleware {
    private let factory: any MetricsFactory
    private let names: Names

    @usableFromInline
    let clock: MonotonicClock

    @usableFromInline
    var metrics: CallMetrics

    /// Makes a layer.
    ///
    /// - Parameters:
    ///   - metrics: Where to count.
    ///   - side: On which side of the wire the endpoint stands.
    ///   - names: What the metrics are called, by default as OpenTelemetry does for that side.
    ///   - clock: The clock that calls are timed by; tests pass a manual one.
    public init<C: Clock>(
        _ metrics: any MetricsFactory,
        on side: CallSide = .server,
        names: Names? = nil,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        factory = metrics
        self.names = names ?? .openTelemetry(side)
        self.clock = MonotonicClock(clock)
        // Nothing is made under no name: the layer counts once it stands around an endpoint.
        self.metrics = CallMetrics(self.names, endpoint: "", factory: NOOPMetricsHandler.instance)
    }

    /// Whether the layer waits past the deadline: it waits for nothing.
    @inlinable
    public var endsByDeadline: Bool { true }

    /// The layer with metrics for this endpoint.
    public func attached(to endpoint: String) -> Instrumentation {
        var layer = self
        layer.metrics = CallMetrics(names, endpoint: endpoint, factory: factory)
        return layer
    }

    /// Lets the call run, and counts and times it.
    ///
    /// - Throws: What the call throws.
    @inlinable @inline(__always)
    public func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        let start = clock.timestamp
        metrics.began()
        let response: Next.Response
        do {
            response = try await next(request)
        } catch {
            ended(start, error)
            throw error
        }
        if let failure = next.failure(in: response) {
            ended(start, failure)
        } else if let stream = next.stream(in: response) {
            stream.onEnd { ended(start, $0.error) }
        } else {
            metrics.succeeded(after: start.nanoseconds(to: clock.timestamp))
        }
        return response
    }

    @usableFromInline
    func ended(_ start: Timestamp, _ error: (any Error)?) {
        let duration = start.nanoseconds(to: clock.timestamp)
        if let error {
            metrics.failed(Status(error).code, after: duration)
        } else {
            metrics.succeeded(after: duration)
        }
    }
}
