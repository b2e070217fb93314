import HTTPTypes
import Logging
import Martlet
import MartletHTTP
import MartletMetrics
import NIOCore

/// Sends objects to a broker, one per request.
struct CirconusSink<Transport: HTTPTransport>: MetricsSink {
    private static var maximumAnswer: Int { 64 * 1_024 }

    /// It has a secret in it, so it never goes into a log.
    let url: String
    let transport: Transport
    let encoder: CirconusEncoder
    let timeout: Duration
    let losses: Losses
    let logger: Logger

    func encode(_ registry: MetricsRegistry, at time: Int64) -> [CirconusBatches.Batch] {
        encoder.encode(registry, at: time, losses: losses)
    }

    func size(of payload: CirconusBatches.Batch) -> Int { payload.bytes.count }

    func send(_ payload: CirconusBatches.Batch) async throws {
        let answer: IncomingResponse
        do {
            answer = try await transport.send(request(for: payload), deadline: .after(timeout))
        } catch let status as Status where status.code == .resourceExhausted || status.code == .internal {
            // No answer of a broker, or a URL that cannot be called: no repetition changes it.
            try reject(payload, "\(status.code)")
        }
        switch CirconusAnswer(answer, sent: payload.metrics) {
        case .accepted:
            return
        case .partlyAccepted(let missing, let message):
            losses.count(missing)
            logger.warning(
                "Circonus refused some metrics",
                metadata: ["message": "\(message)", "dropped": "\(missing)"]
            )
        case .rejected(let message):
            try reject(payload, message)
        case .unavailable(let message, let retryAfter):
            throw Status(.unavailable, message, retry: retryAfter.map { .after($0) })
        }
    }

    func request(for payload: CirconusBatches.Batch) -> OutgoingRequest {
        var request = OutgoingRequest(.put, url)
        request.contentType = .json
        request.fields[.accept] = "application/json"
        request.body = ByteBuffer(bytes: payload.bytes)
        request.responseBody = .collected(upTo: Self.maximumAnswer)
        return request
    }

    private func reject(_ payload: CirconusBatches.Batch, _ message: String) throws -> Never {
        losses.count(payload.metrics)
        logger.warning(
            "Circonus refused metrics",
            metadata: ["message": "\(message)", "dropped": "\(payload.metrics)"]
        )
        throw MetricsSinkError.rejected(message)
    }
}
