public import Logging

/// Logs one line per call: the endpoint, how long it took, and how it ended.
///
/// ```swift
/// let uppercase = Endpoint("uppercase", service.uppercase).with(RequestLogging(logger))
/// // level=info msg="call ended" code=ok duration_ms=0.034 endpoint=uppercase request-id=7f3c
/// ```
///
/// Put it outermost, beside ``Instrumentation``. A call whose response is a stream is logged when the stream has ended. When
/// nothing of the level is logged, a call costs a comparison.
///
/// Arguments and results are not logged: they belong to callers. Log those that you want in the service itself, as Go kit's
/// examples do; a closure layer sees the types (``Endpoint/with(_:_:)-(String,_)``).
public struct RequestLogging: Middleware {
    @usableFromInline
    let logger: Logger

    @usableFromInline
    let levels: Levels

    @usableFromInline
    let clock: MonotonicClock

    @usableFromInline
    var endpoint = ""

    /// Makes a layer.
    ///
    /// - Parameters:
    ///   - logger: Where to log.
    ///   - levels: At which level a call is logged, by how it ended.
    ///   - clock: The clock that calls are timed by; tests pass a manual one.
    public init<C: Clock>(
        _ logger: Logger,
        levels: Levels = .standard,
        clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        self.logger = logger
        self.levels = levels
        self.clock = MonotonicClock(clock)
    }

    /// Whether the layer waits past the deadline: it waits for nothing.
    @inlinable
    public var endsByDeadline: Bool { true }

    /// The layer for this endpoint.
    public func attached(to endpoint: String) -> RequestLogging {
        var layer = self
        layer.endpoint = endpoint
        return layer
    }

    /// Lets the call run, and logs how it ended.
    ///
    /// - Throws: What the call throws.
    @inlinable @inline(__always)
    public func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        let start = clock.timestamp
        let response: Next.Response
        do {
            response = try await next(request)
        } catch {
            ended(start, error, in: .current)
            throw error
        }
        if let failure = next.failure(in: response) {
            ended(start, failure, in: .current)
        } else if let stream = next.stream(in: response) {
            // Whoever ends the stream may do it in the context of another call.
            let context = RequestContext.current
            stream.onEnd { ended(start, $0.error, in: context) }
        } else {
            ended(start, nil, in: .current)
        }
        return response
    }

    @usableFromInline
    func ended(_ start: Timestamp, _ error: (any Error)?, in context: @autoclosure () -> RequestContext) {
        let code = error.map { Status($0).code }
        guard let level = levels.level(code), level >= logger.logLevel else { return }
        let context = context()
        var metadata: Logger.Metadata = [
            "endpoint": .string(endpoint),
            "code": .string(code?.description ?? "ok"),
            "duration_ms": .milliseconds(nanoseconds: start.nanoseconds(to: clock.timestamp)),
        ]
        if let requestID = context.requestID { metadata["request-id"] = .string(requestID) }
        if context.attempt > 1 { metadata["attempt"] = .stringConvertible(context.attempt) }
        if let instance = error.flatMap({ Status($0).instance }) { metadata["instance"] = .string(instance) }
        if let error {
            logger.log(level: level, "call failed", error: error, metadata: metadata)
        } else {
            logger.log(level: level, "call ended", metadata: metadata)
        }
    }
}
