import HTTPTypes
import Logging
import Martlet
import MartletCompression
import MartletHTTP
import MartletMetrics
import NIOCore

/// Sends points over HTTP, a batch per request.
struct InfluxDBHTTPSink<Transport: HTTPTransport>: MetricsSink {
    struct Payload: Sendable {
        var body: [UInt8]
        var isCompressed: Bool
        var lines: Int
    }

    private static var maximumAnswer: Int { 64 * 1_024 }

    let endpoint: InfluxDBEndpoint
    let transport: Transport
    let encoder: InfluxDBEncoder
    let compresses: Bool
    let timeout: Duration
    let losses: Losses
    let logger: Logger

    func encode(_ registry: MetricsRegistry, at time: Int64) -> [Payload] {
        encoder.encode(registry, at: time, losses: losses).map { batch in
            // Compressed before it waits, so that the queue holds more.
            guard compresses, let compressed = try? Gzip.compress(batch.bytes) else {
                return Payload(body: batch.bytes, isCompressed: false, lines: batch.lines)
            }
            return Payload(body: compressed, isCompressed: true, lines: batch.lines)
        }
    }

    func size(of payload: Payload) -> Int { payload.body.count }

    func send(_ payload: Payload) async throws {
        let answer: IncomingResponse
        do {
            answer = try await transport.send(request(for: payload), deadline: .after(timeout))
        } catch let status as Status where status.code == .resourceExhausted || status.code == .internal {
            // An answer that is no error of InfluxDB, or a URL that cannot be called: no repetition changes it.
            try reject(payload, status.description)
        }
        switch InfluxDBAnswer(answer) {
        case .written:
            return
        case .partlyWritten(let dropped, let message):
            losses.count(dropped)
            logger.warning(
                "InfluxDB refused some points",
                metadata: ["message": "\(message)", "dropped": "\(dropped)"]
            )
        case .rejected(let message):
            try reject(payload, message)
        case .unavailable(let message, let retryAfter):
            throw Status(.unavailable, message, retry: retryAfter.map { .after($0) })
        }
    }

    func request(for payload: Payload) -> OutgoingRequest {
        var request = OutgoingRequest(.post, endpoint.url)
        for item in endpoint.query { request.addQueryItem(item.name, item.value) }
        request.addQueryItem("precision", endpoint.name(of: encoder.precision))
        request.contentType = .text
        if payload.isCompressed { request.fields[.contentEncoding] = "gzip" }
        if let authorization = endpoint.authorization { request.fields[.authorization] = authorization }
        request.body = ByteBuffer(bytes: payload.body)
        request.responseBody = .collected(upTo: Self.maximumAnswer)
        return request
    }

    private func reject(_ payload: Payload, _ message: String) throws -> Never {
        losses.count(payload.lines)
        logger.warning("InfluxDB refused a write", metadata: ["message": "\(message)", "dropped": "\(payload.lines)"])
        throw MetricsSinkError.rejected(message)
    }
}
