import CoreMetrics
import HTTPTypes
import InMemoryLogging
import Logging
import Martlet
import MartletHTTP
import MartletMetrics
import NIOCore
import Testing

@testable import MartletCirconus

@Suite struct CirconusSinkTests {
    private let counts = MetricsRegistry()
    private let log = InMemoryLogHandler()

    private func sink(_ transport: Scripted) -> CirconusSink<Scripted> {
        CirconusSink(
            url: "https://broker:43191/module/httptrap/id/s3cret",
            transport: transport,
            encoder: CirconusEncoder(),
            timeout: .seconds(1),
            losses: Losses("martlet_circonus_dropped_metrics", counts),
            logger: Logger(label: "test") { _ in log }
        )
    }

    private let payload = CirconusBatches.Batch(bytes: Array("{}".utf8), metrics: 7)

    private func answer(_ code: Int, _ text: String, retryAfter: String? = nil) -> IncomingResponse {
        var fields = HTTPFields()
        if let retryAfter { fields[.retryAfter] = retryAfter }
        return IncomingResponse(status: .init(code: code), fields: fields, text: text)
    }

    @Test func requests() async throws {
        let transport = Scripted([.success(answer(200, #"{"stats":7}"#))])
        try await sink(transport).send(payload)
        let request = try #require(transport.requests.first)
        #expect(request.method == .put)
        #expect(try request.url() == "https://broker:43191/module/httptrap/id/s3cret")
        #expect(request.contentType == .json)
        #expect(String(buffer: request.body) == "{}")
        #expect(log.entries.isEmpty)
    }

    @Test func answers() {
        #expect(CirconusAnswer(answer(200, #"{"stats":7}"#), sent: 7) == .accepted)
        #expect(CirconusAnswer(answer(200, #"{"stats":9,"filtered":0}"#), sent: 7) == .accepted)
        #expect(CirconusAnswer(answer(204, ""), sent: 7) == .accepted)
        #expect(CirconusAnswer(answer(200, "what?"), sent: 7) == .accepted)
        #expect(
            CirconusAnswer(answer(200, #"{"stats":4}"#), sent: 7)
                == .partlyAccepted(missing: 3, message: #"HTTP status 200: {"stats":4}"#)
        )
        #expect(
            CirconusAnswer(answer(200, #"{"stats":-4}"#), sent: 7)
                == .partlyAccepted(missing: 7, message: #"HTTP status 200: {"stats":-4}"#)
        )
        #expect(CirconusAnswer(answer(404, "no"), sent: 7) == .rejected(message: "HTTP status 404: no"))
        #expect(
            CirconusAnswer(answer(429, "", retryAfter: "3"), sent: 7)
                == .unavailable(message: "HTTP status 429: ", retryAfter: .seconds(3))
        )
        #expect(
            CirconusAnswer(answer(503, "x"), sent: 7) == .unavailable(message: "HTTP status 503: x", retryAfter: nil)
        )
    }

    @Test func whatIsRefusedIsDroppedLoggedAndCounted() async throws {
        let transport = Scripted([
            .success(answer(200, #"{"stats":5}"#)), .success(answer(403, "s3cret is wrong?")),
            .failure(Status(.internal, "s3cret")),
        ])
        let sink = sink(transport)
        try await sink.send(payload)
        await #expect(throws: MetricsSinkError.self) { try await sink.send(payload) }
        await #expect(throws: MetricsSinkError.self) { try await sink.send(payload) }
        #expect(counts.total("martlet_circonus_dropped_metrics") == 2 + 7 + 7)
        #expect(log.entries.count == 3)
        // The URL is a secret; the words of the broker are its own.
        #expect(log.entries.count { "\($0)".contains("s3cret") } == 1)
    }

    @Test func whatMaySucceedLaterIsNotDropped() async throws {
        let transport = Scripted([.success(answer(502, "x", retryAfter: "9")), .failure(Status(.unavailable))])
        let sink = sink(transport)
        let status = await #expect(throws: Status.self) { try await sink.send(payload) }
        #expect(status?.retry == .after(.seconds(9)))
        await #expect(throws: Status.self) { try await sink.send(payload) }
        #expect(counts.total("martlet_circonus_dropped_metrics") == 0)
    }

    // MARK: Intervals

    private func text(_ registry: MetricsRegistry, _ encoder: CirconusEncoder = CirconusEncoder()) -> [String] {
        encoder.encode(
            registry,
            at: 1_700_000_000_123_456_789,
            losses: Losses("martlet_circonus_dropped_metrics", counts)
        )
        .map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test func anInterval() {
        let registry = MetricsRegistry()
        let counter = Counter(label: "requests", dimensions: [("code", "200")], factory: registry)
        counter.increment(by: 12)
        #expect(text(registry) == [#"{"requests|ST[code:200]":{"_ts":1700000000123,"_type":"n","_value":12}}"#])
        #expect(text(registry).isEmpty)
        Meter(label: "load", factory: registry).set(0.5)
        #expect(text(registry) == [#"{"load":{"_ts":1700000000123,"_type":"n","_value":0.5}}"#])
        // Again, since it still is so.
        #expect(text(registry) == [#"{"load":{"_ts":1700000000123,"_type":"n","_value":0.5}}"#])
        var encoder = CirconusEncoder()
        encoder.repeatsGauges = false
        encoder.sendsTimestamps = false
        #expect(text(registry, encoder).isEmpty)
        for value in [1.0, 1, 1, 25] { Recorder(label: "size", factory: registry).record(value) }
        #expect(text(registry, encoder) == [#"{"size":{"_type":"n","_value":["H[1.0e+00]=3","H[2.5e+01]=1"]}}"#])
        #expect(text(registry, encoder).isEmpty)
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
