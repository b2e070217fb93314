import HTTPTypes
import Logging
import Martlet
import MartletHTTP
import MartletMetrics
import NIOCore

/// Signs and sends requests, several at the same time.
struct CloudWatchSink<Transport: HTTPTransport>: MetricsSink {
    /// What became of one request.
    private enum Outcome {
        case done
        case failed(PutMetricData.Batch, any Error)
    }

    private static var maximumAnswer: Int { 64 * 1_024 }
    private static var formType: MediaType { MediaType("application/x-www-form-urlencoded; charset=utf-8") }

    let endpoint: CloudWatchEndpoint
    let transport: Transport
    let credentials: any AWSCredentialsProvider
    let encoder: CloudWatchEncoder
    let requestsInFlight: Int
    let timeout: Duration
    let losses: Losses
    let logger: Logger
    /// The wall clock, in nanoseconds since 1970.
    let now: @Sendable () -> Int64

    func encode(_ registry: MetricsRegistry, at time: Int64) -> [RequestGroup] {
        RequestGroup.groups(of: encoder.encode(registry, at: time, losses: losses), size: requestsInFlight)
    }

    func size(of payload: RequestGroup) -> Int { payload.size }

    /// Tries all requests of a group, keeps those that may be tried again, and throws the first error of those.
    func send(_ payload: RequestGroup) async throws {
        let credentials = try await credentials.credentials()
        let failed = await withTaskGroup(of: Outcome.self) { group in
            for batch in payload.batches {
                group.addTask {
                    do {
                        try await send(batch, with: credentials)
                        return .done
                    } catch {
                        return .failed(batch, error)
                    }
                }
            }
            var failed: [(batch: PutMetricData.Batch, error: any Error)] = []
            for await case .failed(let batch, let error) in group { failed.append((batch, error)) }
            return failed
        }
        payload.keep(failed.map(\.batch))
        if let first = failed.first { throw first.error }
    }

    /// Sends one request; one that is refused is counted and done with.
    private func send(_ batch: PutMetricData.Batch, with credentials: AWSCredentials) async throws {
        let answer: IncomingResponse
        do {
            answer = try await transport.send(request(for: batch, with: credentials), deadline: .after(timeout))
        } catch let status as Status where status.code == .resourceExhausted || status.code == .internal {
            // No answer of CloudWatch, or a URL that cannot be called: no repetition changes it.
            return reject(batch, status.description)
        }
        switch CloudWatchAnswer(answer) {
        case .accepted:
            return
        case .rejected(let message):
            reject(batch, message)
        case .unavailable(let message, let retryAfter):
            throw Status(.unavailable, message, retry: retryAfter.map { .after($0) })
        }
    }

    func request(for batch: PutMetricData.Batch, with credentials: AWSCredentials) -> OutgoingRequest {
        let signature = SigV4Signer(region: endpoint.region, service: "monitoring").sign(
            SigV4Request(
                method: "POST",
                path: endpoint.path,
                headers: [("content-type", Self.formType.value), ("host", endpoint.host)],
                body: batch.body
            ),
            at: now(),
            with: credentials
        )
        var request = OutgoingRequest(.post, endpoint.url)
        request.contentType = Self.formType
        for (name, value) in signature.headers {
            guard let name = HTTPField.Name(name) else { continue }
            request.fields[name] = value
        }
        request.body = ByteBuffer(bytes: batch.body)
        request.responseBody = .collected(upTo: Self.maximumAnswer)
        return request
    }

    private func reject(_ batch: PutMetricData.Batch, _ message: String) {
        losses.count(batch.data)
        logger.warning("CloudWatch refused data", metadata: ["message": "\(message)", "dropped": "\(batch.data)"])
    }
}
