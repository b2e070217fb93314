import CoreMetrics
import HTTPTypes
import InMemoryLogging
import Logging
import Martlet
import MartletHTTP
import MartletMetrics
import NIOCore
import Synchronization
import Testing

@testable import MartletCloudWatch

@Suite struct CloudWatchSinkTests {
    private let counts = MetricsRegistry()
    private let log = InMemoryLogHandler()

    private func sink(
        _ transport: Gate,
        requestsInFlight: Int = 10,
        credentials: any AWSCredentialsProvider = StaticAWSCredentials(
            AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret")
        ),
        change: (inout CloudWatchEncoder) -> Void = { _ in }
    ) -> CloudWatchSink<Gate> {
        var encoder = CloudWatchEncoder(namespace: "n")
        change(&encoder)
        return CloudWatchSink(
            endpoint: CloudWatchEndpoint(region: "eu-central-1"),
            transport: transport,
            credentials: credentials,
            encoder: encoder,
            requestsInFlight: requestsInFlight,
            timeout: .seconds(1),
            losses: Losses("martlet_cloudwatch_dropped_data", counts),
            logger: Logger(label: "test") { _ in log },
            now: { 1_440_938_160_000_000_000 }
        )
    }

    private func registry(counters: Int) -> MetricsRegistry {
        let registry = MetricsRegistry()
        for number in 0..<counters { Counter(label: "c\(number)", factory: registry).increment(by: number + 1) }
        return registry
    }

    @Test func aSignedRequest() async throws {
        let transport = Gate()
        let sink = sink(transport)
        let group = try #require(sink.encode(registry(counters: 1), at: 0).first)
        try await sink.send(group)
        let request = try #require(transport.requests.first)
        #expect(request.method == .post)
        #expect(try request.url() == "https://monitoring.eu-central-1.amazonaws.com/")
        #expect(request.contentType?.value == "application/x-www-form-urlencoded; charset=utf-8")
        #expect(
            String(buffer: request.body) == "Action=PutMetricData&Version=2010-08-01&Namespace=n"
                + "&MetricData.member.1.MetricName=c0&MetricData.member.1.Timestamp=1970-01-01T00%3A00%3A00Z"
                + "&MetricData.member.1.Value=1"
        )
        #expect(request.fields[.amazonDate] == "20150830T123600Z")
        #expect(
            request.fields[.authorization]?.hasPrefix(
                "AWS4-HMAC-SHA256 Credential=AKID/20150830/eu-central-1/monitoring/aws4_request, "
                    + "SignedHeaders=content-type;host;x-amz-date, Signature="
            ) == true
        )
    }

    /// Go kit: 45 counters with two requests at a time each arrive once.
    @Test(arguments: [2, 10, 1, 0, 100])
    func allArriveOnce(requestsInFlight: Int) async throws {
        let transport = Gate()
        let sink = sink(transport, requestsInFlight: requestsInFlight) { $0.maximumData = 1 }
        let groups = sink.encode(registry(counters: 45), at: 0)
        let allowed = min(max(requestsInFlight, 1), 20)
        #expect(groups.count == (45 + allowed - 1) / allowed)
        for group in groups { try await sink.send(group) }
        #expect(transport.names.sorted() == (0..<45).map { "c\($0)" }.sorted())
        #expect(transport.mostAtOnce <= allowed)
    }

    @Test func requestsAreUnderWayAtTheSameTime() async throws {
        let transport = Gate(waitsFor: 3)
        let sink = sink(transport, requestsInFlight: 3) { $0.maximumData = 1 }
        // Each waits for the others, so that this ends only if there are three at once.
        try await sink.send(sink.encode(registry(counters: 3), at: 0)[0])
        #expect(transport.mostAtOnce == 3)
    }

    /// Go kit: all are tried, and the first error is returned. Here, only what failed is sent again.
    @Test func onlyWhatFailedIsSentAgain() async throws {
        let transport = Gate()
        transport.answer("c1", with: .failure(Status(.unavailable, "gone")))
        transport.answer("c2", with: .success(IncomingResponse(status: .serviceUnavailable, text: "busy")))
        transport.answer(
            "c3",
            with: .success(IncomingResponse(status: .badRequest, text: "<Code>InvalidParameterValue</Code>"))
        )
        let sink = sink(transport) { $0.maximumData = 1 }
        let group = sink.encode(registry(counters: 5), at: 0)[0]
        let size = sink.size(of: group)
        await #expect(throws: Status.self) { try await sink.send(group) }
        #expect(transport.names.sorted() == ["c0", "c1", "c2", "c3", "c4"])
        #expect(counts.total("martlet_cloudwatch_dropped_data") == 1)
        #expect(log.entries.count == 1)
        transport.answer("c1", with: nil)
        transport.answer("c2", with: nil)
        try await sink.send(group)
        #expect(transport.names.sorted() == ["c0", "c1", "c1", "c2", "c2", "c3", "c4"])
        #expect(sink.size(of: group) == size)
        // Nothing is left.
        try await sink.send(group)
        #expect(transport.names.count == 7)
    }

    @Test func credentialsRotate() async throws {
        let transport = Gate()
        let rotating = Rotating()
        let sink = sink(transport, credentials: rotating)
        let first = sink.encode(registry(counters: 1), at: 0)[0]
        try await sink.send(first)
        try await sink.send(sink.encode(registry(counters: 1), at: 0)[0])
        #expect(transport.requests.compactMap { $0.fields[.amazonToken] } == ["t1", "t2"])
        rotating.fails.store(true, ordering: .relaxed)
        let group = sink.encode(registry(counters: 1), at: 0)[0]
        // To be tried again, with nothing lost.
        await #expect(throws: Status.self) { try await sink.send(group) }
        #expect(group.batches.count == 1)
    }

    @Test func answers() {
        func answer(_ code: Int, _ text: String) -> CloudWatchAnswer {
            CloudWatchAnswer(IncomingResponse(status: .init(code: code), text: text))
        }
        #expect(answer(200, "") == .accepted)
        #expect(
            answer(403, "<Code>SignatureDoesNotMatch</Code>")
                == .rejected(message: "HTTP status 403: <Code>SignatureDoesNotMatch</Code>")
        )
        #expect(
            answer(400, "<Code>Throttling</Code>")
                == .unavailable(message: "HTTP status 400: <Code>Throttling</Code>", retryAfter: nil)
        )
        #expect(
            answer(403, "<Code>ExpiredToken</Code>")
                == .unavailable(message: "HTTP status 403: <Code>ExpiredToken</Code>", retryAfter: nil)
        )
        #expect(answer(500, "x") == .unavailable(message: "HTTP status 500: x", retryAfter: nil))
        #expect(answer(429, "") == .unavailable(message: "HTTP status 429: ", retryAfter: nil))
    }

    @Test(arguments: [
        (nil, "https://monitoring.r.amazonaws.com/", "monitoring.r.amazonaws.com", "/"),
        ("http://127.0.0.1:25000", "http://127.0.0.1:25000/", "127.0.0.1:25000", "/"),
        ("https://VPCE-1.Example.com:443/a/b?x=1", "https://vpce-1.example.com/a/b", "vpce-1.example.com", "/a/b"),
        ("http://h:80", "http://h/", "h", "/"), ("http://h:443", "http://h:443/", "h:443", "/"),
    ])
    func endpoints(url: String?, sent: String, host: String, path: String) {
        let endpoint = CloudWatchEndpoint(region: "r", url: url)
        #expect(endpoint.url == sent)
        #expect(endpoint.host == host)
        #expect(endpoint.path == path)
    }

    private final class Rotating: AWSCredentialsProvider {
        let number = Atomic(0)
        let fails = Atomic(false)

        func credentials() async throws -> AWSCredentials {
            if fails.load(ordering: .relaxed) { throw Status(.unavailable) }
            let number = number.add(1, ordering: .relaxed).newValue
            return AWSCredentials(accessKeyID: "AKID", secretAccessKey: "s", sessionToken: "t\(number)")
        }
    }
}

extension MetricsRegistry {
    /// The sum of a counter over all its series.
    func total(_ name: String) -> Double {
        var total = 0.0
        collect { family in
            guard family.name == name else { return }
            family.forEachSeries { if case .counter(let value) = $0.value { total += value } }
        }
        return total
    }
}

extension HTTPField.Name {
    // Both are tokens, so the fallback is never used.
    fileprivate static let amazonDate = HTTPField.Name("x-amz-date") ?? .date
    fileprivate static let amazonToken = HTTPField.Name("x-amz-security-token") ?? .date
}
