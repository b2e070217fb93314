public import Tracing

/// Makes a span of every call, a child of the one that is current, and the current one for what the call does.
///
/// ```swift
/// let uppercase = Endpoint("uppercase", service.uppercase).with(Tracing(tracer))
/// let get = profiles.endpoint("getProfile", .get, "/profiles/{id}") { … }.with(Tracing(tracer, as: .client))
/// ```
///
/// A transport that traces its requests itself makes the spans of kinds `server` and `client`, and this layer those
/// within it, of kind `internal`: one per endpoint. With a transport that does not, say which kind this one stands for.
///
/// A span begun is ended whatever happens: when the call returns, throws or is cancelled, and when its stream has ended.
/// It has the attributes `rpc.method` and, after an error, `error.type` and `rpc.response.status_code`, and records the
/// error; every attempt of a ``RetryError`` becomes an attribute `retry.error.1`, `retry.error.2`, …. On the side of the
/// server a mistake of the caller leaves the status of the span unset, as OpenTelemetry has it.
///
/// Source: [semantic conventions for RPC spans](https://opentelemetry.io/docs/specs/semconv/rpc/rpc-spans/).
public struct Tracing<T: Tracer>: Middleware {
    @usableFromInline
    let tracer: T

    @usableFromInline
    let kind: SpanKind

    @usableFromInline
    let options: TracingOptions

    @usableFromInline
    var name = ""

    private var endpoint = ""

    /// Makes a layer.
    ///
    /// - Parameters:
    ///   - tracer: Makes the spans.
    ///   - kind: What the spans stand for: a part of the work of this process, or the server's or the client's view of a
    ///     call whose transport makes no span of its own.
    ///   - options: Names and attributes of the spans.
    public init(_ tracer: T, as kind: SpanKind = .internal, options: TracingOptions = TracingOptions()) {
        self.tracer = tracer
        self.kind = kind
        self.options = options
    }

    /// Whether the layer waits past the deadline: it waits for nothing.
    @inlinable
    public var endsByDeadline: Bool { true }

    /// The layer for this endpoint.
    public func attached(to endpoint: String) -> Tracing {
        var layer = self
        layer.endpoint = endpoint
        layer.name = options.name(endpoint)
        return layer
    }

    /// Runs the call within a span.
    ///
    /// - Throws: What the call throws.
    @inlinable @inline(__always)
    public func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        let span = tracer.startSpan(name, ofKind: kind)
        describe(span)
        let response: Next.Response
        do {
            response = try await ServiceContext.withValue(span.context) { try await next(request) }
        } catch {
            end(span, error)
            throw error
        }
        if let failure = next.failure(in: response) {
            end(span, failure, isBusinessError: true)
        } else if let stream = next.stream(in: response) {
            stream.onEnd { end(span, $0.error) }
        } else {
            span.end()
        }
        return response
    }

    @usableFromInline
    func describe(_ span: T.Span) {
        guard span.isRecording else { return }
        span.updateAttributes { attributes in
            attributes["rpc.method"] = endpoint
            attributes.merge(options.attributes)
            if let current = options.currentAttributes { attributes.merge(current()) }
        }
    }

    @usableFromInline
    func end(_ span: T.Span, _ error: (any Error)?, isBusinessError: Bool = false) {
        if let error, span.isRecording {
            SpanFailure(error, isBusinessError: isBusinessError).record(on: span, kind: kind, options: options)
        }
        span.end()
    }
}
