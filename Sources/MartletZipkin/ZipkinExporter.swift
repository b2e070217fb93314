import HTTPTypes
import Martlet
public import MartletHTTP
public import MartletTracing
import NIOCore

/// Sends spans to Zipkin, or to what understands its format: version 2, as JSON over HTTP.
///
/// ```swift
/// let transport = NIOHTTPTransport()
/// let exporter = ZipkinExporter(resource: TelemetryResource(serviceName: "checkout"), over: transport)
/// let batches = BatchSpanProcessor(exporter: exporter, logger: logger, metrics: metrics)
/// let tracer = SamplingTracer(propagator: .b3, processor: batches)
/// ```
///
/// Answers 429, 502, 503 and 504, and a collector that is not reached, are reasons to try again, which is what the
/// `BatchSpanProcessor` does; every other answer that is no success is final.
///
/// Of the resource Zipkin knows the name of the service only. Attributes become tags, all of them texts; events become
/// annotations; a failed span has the tag `error`; links have no place in the format and are left out.
///
/// Source: [Zipkin API v2](https://zipkin.io/zipkin-api/), and
/// [how OpenTelemetry's spans are written in it](https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/zipkin/).
public struct ZipkinExporter: SpanExporter {
    private let transport: any HTTPTransport
    private let configuration: ZipkinConfiguration
    private let fields: HTTPFields
    private let localEndpoint: ZipkinEndpoint

    /// Makes an exporter. It opens no connection.
    ///
    /// - Parameters:
    ///   - resource: What the spans come from.
    ///   - transport: Sends the requests, and makes no spans of its own: there would be one for each batch, for ever. Whoever
    ///     made it ends it, after the processor has ended.
    ///   - configuration: Where, and how they name this service. A header field with a name that HTTP does not allow is
    ///     left out.
    public init(
        resource: TelemetryResource,
        over transport: some HTTPTransport,
        configuration: ZipkinConfiguration = ZipkinConfiguration()
    ) {
        self.transport = transport
        self.configuration = configuration
        localEndpoint = ZipkinEndpoint(
            serviceName: resource.serviceName,
            address: configuration.localAddress,
            port: configuration.localPort
        )
        var fields = HTTPFields()
        for (name, value) in configuration.headers {
            guard let name = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        if fields[.userAgent] == nil { fields[.userAgent] = "martlet-zipkin" }
        self.fields = fields
    }

    /// Sends spans in one request.
    ///
    /// - Throws: `SpanExportError`; `CancellationError` when the task was cancelled.
    public func export(_ batch: [FinishedSpan]) async throws {
        var request = OutgoingRequest(.post, configuration.endpoint)
        request.fields = fields
        request.contentType = MediaType("application/json")
        request.body = ByteBuffer(bytes: ZipkinSpans(spans: batch, localEndpoint: localEndpoint).json)
        request.responseBody = .collected(upTo: configuration.maximumResponseSize)
        let answer: IncomingResponse
        do {
            answer = try await transport.send(request, deadline: .after(configuration.timeout))
        } catch {
            try Task.checkCancellation()
            let code = Status(error).code
            // Anything else, such as a wrong address, would fail the next time, too.
            throw SpanExportError("\(error)", isRetryable: code == .unavailable || code == .deadlineExceeded)
        }
        let error = SpanExportError(
            httpStatus: answer.status.code,
            retryAfter: answer.fields[.retryAfter],
            message: answer.text
        )
        if let error { throw error }
    }
}
