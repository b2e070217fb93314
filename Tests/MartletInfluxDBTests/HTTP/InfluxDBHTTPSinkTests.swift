import CoreMetrics
import HTTPTypes
import InMemoryLogging
import Logging
import Martlet
import MartletCompression
import MartletHTTP
import MartletMetrics
import NIOCore
import Testing

@testable import MartletInfluxDB

@Suite struct InfluxDBHTTPSinkTests {
    private let counts = MetricsRegistry()
    private let log = InMemoryLogHandler()

    private func sink(
        _ transport: Scripted,
        _ endpoint: InfluxDBEndpoint = .version2("http://h", organization: "my org", bucket: "a&b", token: "t"),
        compresses: Bool = false
    ) -> InfluxDBHTTPSink<Scripted> {
        InfluxDBHTTPSink(
            endpoint: endpoint,
            transport: transport,
            encoder: InfluxDBEncoder(),
            compresses: compresses,
            timeout: .seconds(1),
            losses: Losses("martlet_influxdb_dropped_points", counts),
            logger: Logger(label: "test") { _ in log }
        )
    }

    private var dropped: Double {
        var dropped = 0.0
        counts.collect { family in
            #expect(family.name == "martlet_influxdb_dropped_points")
            family.forEachSeries { if case .counter(let value) = $0.value { dropped += value } }
        }
        return dropped
    }

    private let payload = InfluxDBHTTPSink<Scripted>.Payload(
        body: Array("m value=1 0\n".utf8),
        isCompressed: false,
        lines: 7
    )

    @Test func requestsOfVersion2() async throws {
        let transport = Scripted([])
        try await sink(transport).send(payload)
        let request = try #require(transport.requests.first)
        #expect(request.method == .post)
        #expect(try request.url() == "http://h/api/v2/write?org=my%20org&bucket=a%26b&precision=ns")
        #expect(request.fields[.authorization] == "Token t")
        #expect(request.fields[.contentEncoding] == nil)
        #expect(request.contentType == .text)
        #expect(String(buffer: request.body) == "m value=1 0\n")
    }

    @Test func requestsOfVersion1() async throws {
        let transport = Scripted([])
        let endpoint = InfluxDBEndpoint.version1(
            "http://h:8086",
            database: "d",
            retentionPolicy: "r",
            username: "u",
            password: "p"
        )
        try await sink(transport, endpoint).send(payload)
        let request = try #require(transport.requests.first)
        #expect(try request.url() == "http://h:8086/write?db=d&rp=r&precision=ns")
        #expect(request.fields[.authorization] == "Basic dTpw")
    }

    @Test func compression() async throws {
        let transport = Scripted([])
        let registry = MetricsRegistry()
        for number in 0..<100 { Counter(label: "counter\(number)", factory: registry).increment() }
        let sink = sink(transport, compresses: true)
        let payloads = sink.encode(registry, at: 0)
        #expect(payloads.count == 1)
        #expect(payloads[0].lines == 100)
        #expect(sink.size(of: payloads[0]) < 1_000)
        try await sink.send(payloads[0])
        let request = try #require(transport.requests.first)
        #expect(request.fields[.contentEncoding] == "gzip")
        let lines = try Gzip.decompress(Array(buffer: request.body), maximumSize: 10_000)
        #expect(String(decoding: lines, as: UTF8.self).hasPrefix("counter0 count=1 0\n"))
    }

    @Test func aRefusedWriteIsDroppedLoggedAndCounted() async throws {
        let transport = Scripted([
            .success(IncomingResponse(status: .notFound, text: #"{"error":"database not found"}"#))
        ])
        await #expect(throws: MetricsSinkError.self) { try await sink(transport).send(payload) }
        #expect(dropped == 7)
        #expect(log.entries.count == 1)
        #expect(log.entries.first?.metadata["message"] == #"HTTP status 404: {"error":"database not found"}"#)
    }

    @Test func aPartialWriteIsLoggedAndCounted() async throws {
        let transport = Scripted([.success(IncomingResponse(status: .badRequest, text: "partial write: x dropped=2"))])
        try await sink(transport).send(payload)
        #expect(dropped == 2)
        #expect(log.entries.count == 1)
    }

    @Test func whatMaySucceedLaterIsNotDropped() async throws {
        let answer = IncomingResponse(status: .serviceUnavailable, fields: [.retryAfter: "3"], text: "busy")
        let transport = Scripted([
            .success(answer), .failure(Status(.unavailable, "refused")), .failure(Status(.deadlineExceeded)),
        ])
        let sink = sink(transport)
        let busy = await #expect(throws: Status.self) { try await sink.send(payload) }
        #expect(busy?.retry == .after(.seconds(3)))
        let refused = await #expect(throws: Status.self) { try await sink.send(payload) }
        #expect(refused?.message == "refused")
        await #expect(throws: Status.self) { try await sink.send(payload) }
        #expect(dropped == 0)
    }

    @Test func answersWithoutEndAndBadURLsAreNotTriedAgain() async throws {
        let transport = Scripted([.failure(Status(.resourceExhausted)), .failure(Status(.internal))])
        let sink = sink(transport)
        await #expect(throws: MetricsSinkError.self) { try await sink.send(payload) }
        await #expect(throws: MetricsSinkError.self) { try await sink.send(payload) }
        #expect(dropped == 14)
    }
}
