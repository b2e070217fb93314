import HTTPTypes
public import Martlet
import Tracing

/// A transport that tells of its requests. Make it by ``HTTPTransport/observed(_:)``.
public struct ObservedHTTPTransport<Base: HTTPTransport>: HTTPTransport {
    private let base: Base
    private let tracer: (any Tracer)?
    private let metrics: HTTPClientMetrics?

    init(_ base: Base, _ observability: HTTPClientObservability) {
        self.base = base
        tracer = observability.tracer
        metrics = observability.metrics.map(HTTPClientMetrics.init)
    }

    /// Sends a request, and tells how it went.
    ///
    /// - Throws: What the transport throws.
    public func send(_ request: OutgoingRequest, deadline: Deadline?) async throws -> IncomingResponse {
        var request = request
        let address = ServerIdentity(origin: request.origin)
        let sent = SentRequest(
            method: request.method.rawValue,
            to: address,
            span: tracer.map { Self.beginSpan($0, of: &request, to: address) },
            metrics: metrics
        )
        let response: IncomingResponse
        do {
            response = try await base.send(request, deadline: deadline)
        } catch {
            sent.failed(error)
            throw error
        }
        if let stream = response.stream {
            stream.onEnd { sent.answered(response.status.code, error: $0.error) }
        } else {
            sent.answered(response.status.code)
        }
        return response
    }

    private static func beginSpan(
        _ tracer: some Tracer,
        of request: inout OutgoingRequest,
        to address: ServerIdentity
    ) -> any Span {
        let method = request.method.rawValue
        let pattern = request.template.pattern
        let span = tracer.startSpan("\(method) \(pattern)", ofKind: .client)
        tracer.inject(span.context, into: &request.fields, using: FieldInjector())
        guard span.isRecording else { return span }
        span.updateAttributes { attributes in
            attributes["http.request.method"] = method
            attributes["url.template"] = pattern
            attributes["server.address"] = address.host
            if let port = address.port { attributes["server.port"] = port }
        }
        return span
    }
}

/// Writes the context of a trace into the fields of a request.
private struct FieldInjector: Injector {
    func inject(_ value: String, forKey key: String, into fields: inout HTTPFields) {
        // What cannot stand in a field must not become another one.
        guard let name = HTTPField.Name(key), HTTPField.isValidValue(value) else { return }
        fields[name] = value
    }
}
