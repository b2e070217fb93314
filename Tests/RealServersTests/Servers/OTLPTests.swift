import Foundation
import Testing

@testable import RealServers

private let request = """
    {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"a b"}}]},
    "scopeSpans":[{"scope":{"name":"scope","version":"1"},"spans":[{"traceId":"0102030405060708090a0b0c0d0e0f10",
    "spanId":"0102030405060708","parentSpanId":"1112131415161718","name":"GET /x\\ny","kind":2,
    "startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000500000000",
    "attributes":[{"key":"a","value":{"intValue":"5"}},
    {"key":"b","value":{"arrayValue":{"values":[{"boolValue":true},{"doubleValue":1.5}]}}}],
    "events":[{"timeUnixNano":"1700000000100000000","name":"event",
    "attributes":[{"key":"e","value":{"stringValue":"x"}}]}],
    "links":[{"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"aabbccddeeff0011","traceState":"k=v"}],
    "status":{"code":2,"message":"bad"},"traceState":"a=b","flags":257,"droppedAttributesCount":3}]}]}]}
    """

/// The same request in protobuf, made with `opentelemetry-proto`.
private let protobuf = Data(
    base64Encoded: """
        CuEBChkKFwoMc2VydmljZS5uYW1lEgcKBXN2YyBhEsMBCgcKAnNjEgExErcBChABAgMEBQYHCAkKCwwNDg8QEggBAgMEBQYHCBoDYT1iIggREhMUFRYX\
        GCoIR0VUIC94CnkwAjkAACo2/pyXF0EAZfdT/pyXF0oHCgFhEgIYBUoWCgFiEhEqDwoCEAEKCSEAAAAAAAD4P1ADWhcJAOEfPP6clxcSAmV2GggKAWUS\
        AwoBeGohChABAgMEBQYHCAkKCwwNDg8QEgiqu8zd7v8AERoDaz12egcSA2JhZBgChQEBAQAA
        """,
    options: .ignoreUnknownCharacters
)

@Suite
struct OTLPTests {
    @Test("rotel takes JSON and shows all of a span, also after a restart", .requires(.rotel))
    func rotel() async throws {
        let id = try await withServer(Rotel.self) { rotel in
            let reply = try await HTTP.post(
                "/v1/traces",
                port: rotel.port,
                fields: [("Content-Type", "application/json")],
                body: request.utf8
            )
            #expect(reply.status == 200)
            let spans = try await eventually("the span was passed on") {
                let spans = try rotel.spans()
                return spans.isEmpty ? nil : spans
            }
            #expect(spans.count == 1)
            #expect(spans.first?.resource == ["service.name": .string("a b")])
            #expect(spans.first?.scope == "scope")
            check(spans.first)

            await rotel.kill()
            try await rotel.start()
            let again = try await HTTP.post(
                "/v1/traces",
                port: rotel.port,
                fields: [("Content-Type", "application/x-protobuf")],
                body: try #require(protobuf)
            )
            #expect(again.status == 200)
            try await eventually("the second span was passed on") { try rotel.spans().count == 2 }
            return try #require(rotel.process.id)
        }
        #expect(!processExists(id))
    }

    @Test("oteltap takes protobuf and shows all of a span, also after a restart", .requires(.oteltap))
    func oteltap() async throws {
        try await withServer(OtelTap.self) { oteltap in
            for count in 1...2 {
                let reply = try await HTTP.post(
                    "/v1/traces",
                    port: oteltap.port,
                    fields: [("Content-Type", "application/x-protobuf")],
                    body: try #require(protobuf)
                )
                #expect(reply.status == 200)
                try await eventually("the span was printed") { try oteltap.spans().count == count }
                check(try oteltap.spans().last)
                await oteltap.kill()
                try await oteltap.start()
            }
        }
    }

    @Test("protobuf and JSON are decoded without a server", .requires(.otlpDecoder))
    func decoder() async throws {
        check(try await OTLPDecoder.spans(json: request.utf8).first)
        check(try await OTLPDecoder.spans(protobuf: try #require(protobuf)).first)
        await #expect(throws: ServerError.self) { try await OTLPDecoder.spans(json: #"{"resourceSpan":[]}"#.utf8) }
        await #expect(throws: ServerError.self) { try await OTLPDecoder.spans(protobuf: [0x0A, 0xFF]) }
        // Field 15, which there is not.
        await #expect(throws: ServerError.self) { try await OTLPDecoder.spans(protobuf: [0x78, 0x01]) }
    }

    private func check(_ span: OTLPSpan?, sourceLocation: SourceLocation = #_sourceLocation) {
        let traceID = "0102030405060708090a0b0c0d0e0f10"
        #expect(span?.traceID == traceID, sourceLocation: sourceLocation)
        #expect(span?.spanID == "0102030405060708", sourceLocation: sourceLocation)
        #expect(span?.parentSpanID == "1112131415161718", sourceLocation: sourceLocation)
        #expect(span?.name == "GET /x\ny", sourceLocation: sourceLocation)
        #expect(span?.kind == 2, sourceLocation: sourceLocation)
        #expect(span?.start == 1_700_000_000_000_000_000, sourceLocation: sourceLocation)
        #expect(span?.end == 1_700_000_000_500_000_000, sourceLocation: sourceLocation)
        let attributes: [String: JSONValue] = ["a": .integer(5), "b": .array([.bool(true), .number(1.5)])]
        #expect(span?.attributes == attributes, sourceLocation: sourceLocation)
        #expect(span?.events.first?.time == 1_700_000_000_100_000_000, sourceLocation: sourceLocation)
        #expect(span?.events.first?.attributes == ["e": .string("x")], sourceLocation: sourceLocation)
        let link = OTLPSpan.Link(traceID: traceID, spanID: "aabbccddeeff0011", traceState: "k=v", attributes: [:])
        #expect(span?.links == [link], sourceLocation: sourceLocation)
        #expect(span?.statusCode == 2, sourceLocation: sourceLocation)
        #expect(span?.statusMessage == "bad", sourceLocation: sourceLocation)
        #expect(span?.traceState == "a=b", sourceLocation: sourceLocation)
        #expect(span?.flags == 257, sourceLocation: sourceLocation)
        #expect(span?.droppedAttributes == 3, sourceLocation: sourceLocation)
    }
}
