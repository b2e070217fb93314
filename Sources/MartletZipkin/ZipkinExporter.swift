public import AsyncHTTPClient
public import MartletTracing
import NIOCore
import NIOHTTP1

/// Sends spans to Zipkin, or to what understands its format: version 2, as JSON over HTTP.
///
/// ```swift
/// let client = HTTPClient(eventLoopGroupProvider: .singleton)
/// let exporter = ZipkinExporter(resource: TelemetryResource(serviceName: "checkout"), client: client)
/// let batches = BatchSpanProcessor(exporter: exporter, logger: logger, metrics: metrics)
/// let tracer = SamplingTracer(propagator: .b3, processor: batches)
/// ```
///
/// Answers 429, 502, 503 and 504, and a collector that is not reached, are reasons to try again, which is what the
/// ``BatchSpanProcessor`` does; every other answer that is no success is final.
///
/// Of the resource Zipkin knows the name of the service only. Attributes become tags, all of them texts; events become
/// annotations; a failed span has the tag `error`; links have no place in the format and are left out.
///
/// Source: [Zipkin API v2](https://zipkin.io/zipkin-api/), and
/// [how OpenTelemetry's spans are written in it](https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/zipkin/).
public struct ZipkinExporter: SpanExporter {
    private let client: HTTPClient
    private let configuration: ZipkinConfiguration
    private let headers: HTTPHeaders
    private let localEndpoint: ZipkinEndpoint

    /// Makes an exporter. It opens no connection.
    ///
    /// - Parameters:
    ///   - resource: What the spans come from.
    ///   - client: Sends the requests; whoever made it shuts it down, after the processor has ended.
    ///   - configuration: Where, and how they name this service.
    public init(
        resource: TelemetryResource,
        client: HTTPClient,
        configuration: ZipkinConfiguration = ZipkinConfiguration()
    ) {
        self.client = client
        self.configuration = configuration
        localEndpoint = ZipkinEndpoint(
            serviceName: resource.serviceName,
            address: configuration.localAddress,
            port: configuration.localPort
        )
        var headers = HTTPHeaders(configuration.headers.map { ($0.name, $0.value) })
        headers.replaceOrAdd(name: "content-type", value: "application/json")
        if !headers.contains(name: "user-agent") { headers.add(name: "user-agent", value: "martlet-zipkin") }
        self.headers = headers
    }

    /// Sends spans in one request.
    ///
    /// - Throws: `SpanExportError`; `CancellationError` when the task was cancelled.
    public func export(_ batch: [FinishedSpan]) async throws {
        var request = HTTPClientRequest(url: configuration.endpoint)
        request.method = .POST
        request.headers = headers
        request.body = .bytes(ByteBuffer(bytes: ZipkinSpans(spans: batch, localEndpoint: localEndpoint).json))
        do {
            let response = try await client.execute(request, timeout: TimeAmount(configuration.timeout))
            let body = try? await response.body.collect(upTo: configuration.maximumResponseSize)
            try Task.checkCancellation()
            let error = SpanExportError(
                httpStatus: Int(response.status.code),
                retryAfter: response.headers.first(name: "retry-after"),
                message: body.map { String(buffer: $0) }
            )
            if let error { throw error }
        } catch let error as SpanExportError {
            throw error
        } catch {
            try Task.checkCancellation()
            throw SpanExportError("\(error)", isRetryable: !isFinal(error))
        }
    }

    /// Whether it would fail the next time, too.
    private func isFinal(_ error: any Error) -> Bool {
        guard let error = error as? HTTPClientError else { return false }
        let scheme = String(configuration.endpoint.prefix { $0 != ":" })
        return [
            .invalidURL, .emptyHost, .emptyScheme, .unsupportedScheme(scheme), .missingSocketPath, .alreadyShutdown,
        ].contains(error)
    }
}
