import Foundation
import MartletTracing
import RealServers
import Testing
import Tracing

@testable import MartletOTLP

@Suite struct OTLPRequestTests {
    private func json(_ spans: [FinishedSpan], _ resource: TelemetryResource = .test) -> String {
        String(decoding: OTLPRequest(resource: resource, spans: spans).json, as: UTF8.self)
    }

    // MARK: JSON

    @Test func aPlainSpanAsJSON() {
        #expect(
            json([.plain()]) == #"""
                {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"test"}},\#
                {"key":"telemetry.sdk.language","value":{"stringValue":"swift"}},\#
                {"key":"telemetry.sdk.name","value":{"stringValue":"martlet"}}]},\#
                "scopeSpans":[{"scope":{"name":"martlet"},"spans":[{"traceId":"00000000000000000000000000000001",\#
                "spanId":"0000000000000002","name":"a","kind":1,"startTimeUnixNano":"3","endTimeUnixNano":"4","flags":257}]}]}]}
                """#
        )
    }

    @Test func aFullSpanAsJSON() throws {
        let text = json([.full])
        let start = try #require(text.range(of: #""spans":["#)?.upperBound)
        #expect(
            String(text[start...]) == #"""
                {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","traceState":"congo=t61",\#
                "parentSpanId":"00f067aa0ba902b7","name":"GET /ä\"\\\u000a","kind":2,\#
                "startTimeUnixNano":"1700000000000000001","endTimeUnixNano":"1700000000000500002",\#
                "attributes":[{"key":"a.string","value":{"stringValue":"text"}},{"key":"b.bool","value":{"boolValue":false}},\#
                {"key":"c.int","value":{"intValue":"-1"}},{"key":"d.int32","value":{"intValue":"-2147483648"}},\#
                {"key":"e.double","value":{"doubleValue":0.5}},{"key":"f.empty","value":{"stringValue":""}},\#
                {"key":"g.strings","value":{"arrayValue":{"values":[{"stringValue":"x"},{"stringValue":""}]}}},\#
                {"key":"h.ints","value":{"arrayValue":{"values":[{"intValue":"1"},{"intValue":"9223372036854775807"}]}}},\#
                {"key":"i.doubles","value":{"arrayValue":{"values":[{"doubleValue":1.5}]}}},\#
                {"key":"j.bools","value":{"arrayValue":{"values":[{"boolValue":true},{"boolValue":false}]}}},\#
                {"key":"k.int32s","value":{"arrayValue":{}}}],"droppedAttributesCount":1,\#
                "events":[{"timeUnixNano":"1700000000000000005","name":"exception",\#
                "attributes":[{"key":"exception.type","value":{"stringValue":"Oops"}}]},{"timeUnixNano":"6","name":"plain"}],\#
                "droppedEventsCount":2,"links":[{"traceId":"00000000000000000000000000000005","spanId":"0000000000000006",\#
                "traceState":"congo=t61","attributes":[{"key":"why","value":{"stringValue":"batch"}}],"flags":769}],\#
                "droppedLinksCount":300,"status":{"message":"it failed","code":2},"flags":769}]}]}]}
                """#
        )
    }

    @Test(arguments: [
        (Double.nan, #""NaN""#), (.infinity, #""Infinity""#), (-.infinity, #""-Infinity""#), (-0.25, "-0.25"),
    ])
    func numbersThatAreNone(value: Double, text: String) {
        var span = FinishedSpan.plain()
        span.attributes = ["x": .double(value)]
        #expect(json([span]).contains(#"{"doubleValue":\#(text)}"#))
    }

    @Test(arguments: [
        (SpanKind.internal, 1), (.server, 2), (.client, 3), (.producer, 4), (.consumer, 5),
    ])
    func kinds(kind: SpanKind, number: Int) {
        var span = FinishedSpan.plain()
        span.kind = kind
        #expect(json([span]).contains(#""kind":\#(number),"#))
    }

    @Test func statusIsThereWhenSomebodySaidIt() {
        var span = FinishedSpan.plain()
        #expect(!json([span]).contains("status"))
        span.status = SpanStatus(code: .ok)
        #expect(json([span]).contains(#""status":{"code":1}"#))
    }

    // MARK: Protobuf

    @Test func aPlainSpanAsProtobuf() {
        var resource = TelemetryResource.test
        resource.attributes = ["k": "v"]
        let bytes = OTLPRequest(resource: resource, spans: [.plain()]).protobuf
        let attribute: [UInt8] = [0x0A, 8, 0x0A, 1, 0x6B, 0x12, 3, 0x0A, 1, 0x76]
        let scope: [UInt8] = [0x0A, 9, 0x0A, 7] + Array("martlet".utf8)
        let span: [UInt8] =
            [0x0A, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
            + [0x12, 8, 0, 0, 0, 0, 0, 0, 0, 2]
            + [0x2A, 1, 0x61]
            + [0x30, 1]
            + [0x39, 3, 0, 0, 0, 0, 0, 0, 0]
            + [0x41, 4, 0, 0, 0, 0, 0, 0, 0]
            + [0x85, 0x01, 1, 1, 0, 0]
        let scopeSpans = scope + [0x12, UInt8(span.count)] + span
        let resourceSpans = [0x0A, UInt8(attribute.count)] + attribute + [0x12, UInt8(scopeSpans.count)] + scopeSpans
        #expect(bytes == [0x0A, UInt8(resourceSpans.count)] + resourceSpans)
    }

    /// A value says its kind also when it is 0, false or empty.
    @Test(
        arguments: [
            (SpanAttribute.bool(false), [0x10, 0]), (.int64(0), [0x18, 0]), (.int32(0), [0x18, 0]),
            (.string(""), [0x0A, 0]),
            (.double(0), [0x21, 0, 0, 0, 0, 0, 0, 0, 0]), (.stringArray([]), [0x2A, 0]),
            (.int64(-1), [0x18, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]),
            (.boolArray([false]), [0x2A, 4, 0x0A, 2, 0x10, 0]),
        ] as [(SpanAttribute, [UInt8])]
    )
    func everyValueIsWritten(value: SpanAttribute, expected: [UInt8]) {
        var resource = TelemetryResource.test
        resource.attributes = ["k": value]
        let bytes = OTLPRequest(resource: resource, spans: []).protobuf
        let pair = [0x0A, 1, 0x6B, 0x12, UInt8(expected.count)] + expected
        let scope: [UInt8] = [0x12, 11, 0x0A, 9, 0x0A, 7] + Array("martlet".utf8)
        let resourceBytes = [0x0A, UInt8(pair.count + 2), 0x0A, UInt8(pair.count)] + pair
        #expect(bytes == [0x0A, UInt8(resourceBytes.count + scope.count)] + resourceBytes + scope)
    }

    // MARK: Judged by OpenTelemetry's own definitions

    private func check(_ span: OTLPSpan, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(span.traceID == "0af7651916cd43dd8448eb211c80319c", sourceLocation: sourceLocation)
        #expect(span.spanID == "b7ad6b7169203331", sourceLocation: sourceLocation)
        #expect(span.parentSpanID == "00f067aa0ba902b7", sourceLocation: sourceLocation)
        #expect(span.traceState == "congo=t61", sourceLocation: sourceLocation)
        #expect(span.flags == 0x301, sourceLocation: sourceLocation)
        #expect(span.name == "GET /ä\"\\\n", sourceLocation: sourceLocation)
        #expect(span.kind == 2, sourceLocation: sourceLocation)
        #expect(span.start == 1_700_000_000_000_000_001, sourceLocation: sourceLocation)
        #expect(span.end == 1_700_000_000_000_500_002, sourceLocation: sourceLocation)
        #expect(
            span.attributes == [
                "a.string": .string("text"), "b.bool": .bool(false), "c.int": .integer(-1),
                "d.int32": .integer(-2_147_483_648), "e.double": .number(0.5), "f.empty": .string(""),
                "g.strings": .array([.string("x"), .string("")]), "h.ints": .array([.integer(1), .integer(.max)]),
                "i.doubles": .array([.number(1.5)]), "j.bools": .array([.bool(true), .bool(false)]),
                "k.int32s": .array([]),
            ],
            sourceLocation: sourceLocation
        )
        #expect(span.droppedAttributes == 1, sourceLocation: sourceLocation)
        #expect(span.events.map(\.name) == ["exception", "plain"], sourceLocation: sourceLocation)
        #expect(span.events.map(\.time) == [1_700_000_000_000_000_005, 6], sourceLocation: sourceLocation)
        #expect(span.events[0].attributes == ["exception.type": .string("Oops")], sourceLocation: sourceLocation)
        #expect(span.links.map(\.spanID) == ["0000000000000006"], sourceLocation: sourceLocation)
        #expect(span.links.map(\.traceState) == ["congo=t61"], sourceLocation: sourceLocation)
        #expect(span.links[0].attributes == ["why": .string("batch")], sourceLocation: sourceLocation)
        #expect(span.statusCode == 2, sourceLocation: sourceLocation)
        #expect(span.statusMessage == "it failed", sourceLocation: sourceLocation)
        #expect(span.resource["service.name"] == .string("test"), sourceLocation: sourceLocation)
        #expect(span.scope == "martlet", sourceLocation: sourceLocation)
    }

    @Test(.requires(.otlpDecoder)) func theDefinitionsReadBothEncodings() async throws {
        let request = OTLPRequest(resource: .test, spans: [.full, .plain()])
        let protobuf = try await OTLPDecoder.spans(protobuf: request.protobuf)
        let json = try await OTLPDecoder.spans(json: request.json)
        #expect(protobuf.count == 2)
        check(protobuf[0])
        #expect(protobuf == json)
    }
}
