import HTTPTypes
import Martlet
import MartletCompression
public import MartletHTTP
public import MartletTracing
import NIOCore

/// Sends spans to a collector of OpenTelemetry, over HTTP.
///
/// ```swift
/// let transport = NIOHTTPTransport()
/// let exporter = OTLPExporter(resource: TelemetryResource(serviceName: "checkout"), over: transport)
/// let batches = BatchSpanProcessor(exporter: exporter, logger: logger, metrics: metrics)
/// let tracer = SamplingTracer(processor: batches)
/// try await ServiceGroup(services: [transport, batches, server], logger: logger).run()
/// ```
///
/// Answers 429, 502, 503 and 504, and a collector that is not reached, are reasons to try again, which is what the
/// `BatchSpanProcessor` does; every other answer that is no success is final. When a collector took some spans only, the
/// others are counted as rejected.
///
/// Source: [OTLP/HTTP](https://opentelemetry.io/docs/specs/otlp/#otlphttp), version 1.
public struct OTLPExporter: SpanExporter {
    private let resource: TelemetryResource
    private let transport: any HTTPTransport
    private let configuration: OTLPConfiguration
    private let fields: HTTPFields

    /// Makes an exporter. It opens no connection.
    ///
    /// - Parameters:
    ///   - resource: What the spans come from.
    ///   - transport: Sends the requests, and makes no spans of its own: there would be one for each batch, for ever. Whoever
    ///     made it ends it, after the processor has ended.
    ///   - configuration: Where and how. A header field with a name that HTTP does not allow is left out.
    public init(
        resource: TelemetryResource,
        over transport: some HTTPTransport,
        configuration: OTLPConfiguration = OTLPConfiguration()
    ) {
        self.resource = resource
        self.transport = transport
        self.configuration = configuration
        var fields = HTTPFields()
        for (name, value) in configuration.headers {
            guard let name = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        if fields[.userAgent] == nil { fields[.userAgent] = "martlet-otlp" }
        if configuration.compression == .gzip { fields[.contentEncoding] = "gzip" }
        self.fields = fields
    }

    /// Sends spans in one request.
    ///
    /// - Throws: `SpanExportError`; `CancellationError` when the task was cancelled.
    public func export(_ batch: [FinishedSpan]) async throws {
        let message = OTLPRequest(resource: resource, spans: batch)
        var body = configuration.encoding == .json ? message.json : message.protobuf
        var request = OutgoingRequest(.post, configuration.url)
        request.fields = fields
        request.contentType = MediaType(
            configuration.encoding == .json ? "application/json" : "application/x-protobuf"
        )
        if configuration.compression == .gzip {
            do {
                body = try Gzip.compress(body)
            } catch {
                // It lacks memory: the other side takes what is not compressed, too.
                request.fields[.contentEncoding] = nil
            }
        }
        request.body = ByteBuffer(bytes: body)
        request.responseBody = .collected(upTo: configuration.maximumResponseSize)
        try interpret(await send(request))
    }

    private func send(_ request: OutgoingRequest) async throws -> IncomingResponse {
        do {
            return try await transport.send(request, deadline: .after(configuration.timeout))
        } catch {
            try Task.checkCancellation()
            let code = Status(error).code
            // Anything else, such as a wrong address, would fail the next time, too.
            throw SpanExportError("\(error)", isRetryable: code == .unavailable || code == .deadlineExceeded)
        }
    }

    private func interpret(_ answer: IncomingResponse) throws {
        let body = Array(answer.body.readableBytesView)
        let isJSON = answer.fields[.contentType]?.hasPrefix("application/json") ?? false
        let error = SpanExportError(
            httpStatus: answer.status.code,
            retryAfter: answer.fields[.retryAfter],
            message: isJSON ? answer.text : OTLPResponse.statusMessage(protobuf: body)
        )
        if let error { throw error }
        guard !body.isEmpty else { return }
        let response = isJSON ? OTLPResponse(json: body) : OTLPResponse(protobuf: body)
        guard response.rejectedSpanCount > 0 || !response.message.isEmpty else { return }
        throw SpanExportError(
            String(response.message.prefix(256)),
            isRetryable: false,
            rejectedSpanCount: Int(clamping: max(response.rejectedSpanCount, 0))
        )
    }
}
