import MartletTracing
import RealServers
import Testing
import Tracing

@testable import MartletZipkin

@Suite struct ZipkinSpansTests {
    static let local = ZipkinEndpoint(serviceName: "checkout", address: "10.0.0.1", port: 8080)

    static func span(_ name: String = "get", kind: SpanKind = .internal) -> FinishedSpan {
        FinishedSpan(
            name: name,
            kind: kind,
            spanContext: SpanContext(traceID: TraceID(high: 0, low: 1), spanID: SpanID(2), flags: .sampled),
            startNanoseconds: 1_700_000_000_000_001_999,
            endNanoseconds: 1_700_000_000_000_501_999
        )
    }

    static var full: FinishedSpan {
        var span = span("GET /ä\"", kind: .client)
        span.spanContext.traceID = TraceID(high: 0x0AF7_6519_16CD_43DD, low: 0x8448_EB21_1C80_319C)
        span.spanContext.isDebug = true
        span.parentSpanID = SpanID(3)
        span.attributes = [
            "server.address": "shop.example", "server.port": 443, "network.peer.address": "::1", "bool": true,
            "double": 0.5,
            "strings": .stringArray(["a", "b\""]), "ints": .int64Array([1, 2]), "error": "overruled",
        ]
        span.events = [
            .init(name: "retry", nanosecondsSinceEpoch: 1_700_000_000_000_100_000),
            .init(
                name: "exception",
                nanosecondsSinceEpoch: 1_700_000_000_000_200_999,
                attributes: ["exception.type": "Oops"]
            ),
        ]
        span.links = [.init(spanContext: span.spanContext)]
        span.status = SpanStatus(code: .error, message: "it failed")
        span.droppedAttributesCount = 1
        span.droppedEventsCount = 2
        span.droppedLinksCount = 3
        return span
    }

    private func json(_ spans: FinishedSpan...) -> String {
        String(decoding: ZipkinSpans(spans: spans, localEndpoint: Self.local).json, as: UTF8.self)
    }

    @Test func aPlainSpan() {
        #expect(
            json(Self.span()) == #"""
                [{"traceId":"00000000000000000000000000000001","id":"0000000000000002","name":"get",\#
                "timestamp":1700000000000001,"duration":500,\#
                "localEndpoint":{"serviceName":"checkout","ipv4":"10.0.0.1","port":8080}}]
                """#
        )
    }

    @Test func aFullSpan() {
        #expect(
            json(Self.full) == #"""
                [{"traceId":"0af7651916cd43dd8448eb211c80319c","parentId":"0000000000000003","id":"0000000000000002",\#
                "kind":"CLIENT","name":"GET /ä\"","timestamp":1700000000000001,"duration":500,\#
                "localEndpoint":{"serviceName":"checkout","ipv4":"10.0.0.1","port":8080},\#
                "remoteEndpoint":{"serviceName":"shop.example","ipv6":"::1","port":443},"debug":true,\#
                "annotations":[{"timestamp":1700000000000100,"value":"retry"},\#
                {"timestamp":1700000000000200,"value":"exception: {\"exception.type\":\"Oops\"}"}],\#
                "tags":{"bool":"true","double":"0.5","ints":"[1,2]","network.peer.address":"::1","server.address":"shop.example",\#
                "server.port":"443","strings":"[\"a\",\"b\\\"\"]","error":"it failed","otel.status_code":"ERROR",\#
                "otel.dropped_attributes_count":"1","otel.dropped_events_count":"2","otel.dropped_links_count":"3"}}]
                """#
        )
    }

    @Test func aSharedSpanSaysSo() {
        var span = Self.span(kind: .server)
        span.isShared = true
        #expect(json(span).contains(#""kind":"SERVER""#))
        #expect(json(span).contains(#""shared":true"#))
        #expect(!json(Self.span()).contains("shared"))
    }

    @Test(arguments: [
        (SpanKind.server, "SERVER"), (.client, "CLIENT"), (.producer, "PRODUCER"), (.consumer, "CONSUMER"),
    ])
    func kinds(kind: SpanKind, text: String) {
        #expect(json(Self.span(kind: kind)).contains(#""kind":"\#(text)""#))
    }

    @Test func whatFailedHasATag() {
        var span = Self.span()
        span.status = SpanStatus(code: .error)
        #expect(json(span).contains(#""tags":{"error":"true","otel.status_code":"ERROR"}"#))
        span.status = SpanStatus(code: .ok)
        #expect(json(span).contains(#""tags":{"otel.status_code":"OK"}"#))
        span.status = nil
        span.attributes = ["error": "by hand"]
        #expect(json(span).contains(#""tags":{"error":"by hand"}"#))
    }

    @Test func noTimeIsZero() {
        var span = Self.span()
        span.startNanoseconds = 0
        span.endNanoseconds = 0
        #expect(json(span).contains(#""timestamp":1,"duration":1,"#))
        span.startNanoseconds = 5_000
        #expect(json(span).contains(#""timestamp":5,"duration":1,"#), "also when it ends before it begins")
    }

    @Test func severalSpansAreAList() {
        #expect(json(Self.span("a"), Self.span("b")).contains(#"}},{"traceId""#))
        #expect(json() == "[]")
    }

    // MARK: Endpoints

    @Test func anAddressIsAnAddress() {
        #expect(ZipkinEndpoint(address: "127.0.0.1").ipv4 == "127.0.0.1")
        #expect(ZipkinEndpoint(address: "fe80::1").ipv6 == "fe80::1")
        for text in ["", "localhost", "1.2.3", "1.2.3.256", ":::", "127.0.0.1:80"] {
            #expect(ZipkinEndpoint(address: text).isEmpty)
        }
        for port in [0, -1, 65_536, .max, .min] { #expect(ZipkinEndpoint(port: port).isEmpty) }
        #expect(ZipkinEndpoint(port: 65_535).port == 65_535)
        #expect(ZipkinEndpoint(serviceName: "").isEmpty)
    }

    @Test func theOtherSideOfAServerIsItsClient() {
        let attributes: SpanAttributes = [
            "client.address": "10.1.1.1", "client.port": 5_000, "server.address": "me", "server.port": 80,
        ]
        let client = ZipkinEndpoint(remoteOf: attributes, kind: .server)
        #expect(client == ZipkinEndpoint(address: "10.1.1.1", port: 5_000))
        #expect(ZipkinEndpoint(remoteOf: attributes, kind: .client) == ZipkinEndpoint(serviceName: "me", port: 80))
        #expect(ZipkinEndpoint(remoteOf: attributes, kind: .internal).isEmpty)
        #expect(
            ZipkinEndpoint(remoteOf: ["peer.service": "db", "server.address": "x"], kind: .producer).serviceName == "db"
        )
        #expect(ZipkinEndpoint(remoteOf: ["server.port": "80", "server.address": 1], kind: .client).isEmpty)
        #expect(ZipkinEndpoint(remoteOf: ["server.port": .int32(80)], kind: .client).port == 80)
    }

    // MARK: Judged by Zipkin's own client

    /// Format checked, no server: none can be installed.
    @Test(.requires(.pyZipkin)) func pyZipkinWouldWriteTheSame() async throws {
        var shared = Self.span("shared", kind: .server)
        shared.isShared = true
        shared.attributes = ["client.address": "10.1.1.1"]
        let body = ZipkinSpans(spans: [Self.span(), Self.full, shared], localEndpoint: Self.local).json
        let reencoded = try await ZipkinFormat.reencoded(body)
        #expect(reencoded == (try ZipkinFormat.parsed(body)))
        #expect(reencoded.count == 3)
    }
}
