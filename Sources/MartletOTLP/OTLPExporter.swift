public import AsyncHTTPClient
import MartletCompression
public import MartletTracing
import NIOCore
import NIOHTTP1

/// Sends spans to a collector of OpenTelemetry, over HTTP.
///
/// ```swift
/// let client = HTTPClient(eventLoopGroupProvider: .singleton)
/// let exporter = OTLPExporter(resource: TelemetryResource(serviceName: "checkout"), client: client)
/// let batches = BatchSpanProcessor(exporter: exporter, logger: logger, metrics: metrics)
/// let tracer = SamplingTracer(processor: batches)
/// try await ServiceGroup(services: [batches, server], logger: logger).run()
/// try await client.shutdown()
/// ```
///
/// Answers 429, 502, 503 and 504, and a collector that is not reached, are reasons to try again, which is what the
/// ``BatchSpanProcessor`` does; every other answer that is no success is final. When a collector took some spans only, the
/// others are counted as rejected.
///
/// Source: [OTLP/HTTP](https://opentelemetry.io/docs/specs/otlp/#otlphttp), version 1.
public struct OTLPExporter: SpanExporter {
    private let resource: TelemetryResource
    private let client: HTTPClient
    private let configuration: OTLPConfiguration
    private let headers: HTTPHeaders

    /// Makes an exporter. It opens no connection.
    ///
    /// - Parameters:
    ///   - resource: What the spans come from.
    ///   - client: Sends the requests; whoever made it shuts it down, after the processor has ended.
    ///   - configuration: Where and how.
    public init(
        resource: TelemetryResource,
        client: HTTPClient,
        configuration: OTLPConfiguration = OTLPConfiguration()
    ) {
        self.resource = resource
        self.client = client
        self.configuration = configuration
        var headers = HTTPHeaders(configuration.headers.map { ($0.name, $0.value) })
        headers.replaceOrAdd(
            name: "content-type",
            value: configuration.encoding == .json ? "application/json" : "application/x-protobuf"
        )
        if !headers.contains(name: "user-agent") { headers.add(name: "user-agent", value: "martlet-otlp") }
        self.headers = headers
    }

    /// Sends spans in one request.
    ///
    /// - Throws: `SpanExportError`; `CancellationError` when the task was cancelled.
    public func export(_ batch: [FinishedSpan]) async throws {
        let message = OTLPRequest(resource: resource, spans: batch)
        var body = configuration.encoding == .json ? message.json : message.protobuf
        var request = HTTPClientRequest(url: configuration.url)
        request.method = .POST
        request.headers = headers
        if configuration.compression == .gzip, let compressed = try? Gzip.compress(body) {
            body = compressed
            request.headers.replaceOrAdd(name: "content-encoding", value: "gzip")
        }
        request.body = .bytes(ByteBuffer(bytes: body))
        try interpret(await send(request))
    }

    private struct Answer {
        var status: Int
        var headers: HTTPHeaders
        var body: [UInt8]
    }

    private func send(_ request: HTTPClientRequest) async throws -> Answer {
        do {
            let response = try await client.execute(request, timeout: TimeAmount(configuration.timeout))
            var body: [UInt8] = []
            for try await part in response.body {
                guard body.count + part.readableBytes <= configuration.maximumResponseSize else {
                    // Only the status counts: nobody sends a longer answer about spans.
                    body = []
                    break
                }
                body.append(contentsOf: part.readableBytesView)
            }
            return Answer(status: Int(response.status.code), headers: response.headers, body: body)
        } catch {
            try Task.checkCancellation()
            throw SpanExportError("\(error)", isRetryable: !isFinal(error))
        }
    }

    /// Whether it would fail the next time, too.
    private func isFinal(_ error: any Error) -> Bool {
        guard let error = error as? HTTPClientError else { return false }
        let scheme = String(configuration.url.prefix { $0 != ":" })
        return [
            .invalidURL, .emptyHost, .emptyScheme, .unsupportedScheme(scheme), .missingSocketPath, .alreadyShutdown,
        ].contains(error)
    }

    private func interpret(_ answer: Answer) throws {
        let isJSON = answer.headers.first(name: "content-type")?.hasPrefix("application/json") ?? false
        let error = SpanExportError(
            httpStatus: answer.status,
            retryAfter: answer.headers.first(name: "retry-after"),
            message: isJSON
                ? String(decoding: answer.body, as: UTF8.self)
                : OTLPResponse.statusMessage(protobuf: answer.body)
        )
        if let error { throw error }
        guard !answer.body.isEmpty else { return }
        let response = isJSON ? OTLPResponse(json: answer.body) : OTLPResponse(protobuf: answer.body)
        guard response.rejectedSpanCount > 0 || !response.message.isEmpty else { return }
        throw SpanExportError(
            String(response.message.prefix(256)),
            isRetryable: false,
            rejectedSpanCount: Int(clamping: max(response.rejectedSpanCount, 0))
        )
    }
}
