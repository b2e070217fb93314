import InMemoryLogging
import Logging
import MartletTracing
import Testing
import Tracing

@Suite struct IdentityTests {
    @Test func areWrittenInLowerCaseWithLeadingZeros() {
        #expect(TraceID(high: 0xAB, low: 1).description == "00000000000000ab0000000000000001")
        #expect(TraceID(high: .max, low: 0x0123_4567_89AB_CDEF).description == "ffffffffffffffff0123456789abcdef")
        #expect(SpanID(0xB7AD_6B71_6920_3331).description == "b7ad6b7169203331")
        #expect(SpanID(0).description == "0000000000000000")
    }

    @Test func areReadInEitherCase() {
        let id = TraceID(hexadecimal: "4BF92F3577B34DA6a3ce929d0e0e4736")
        #expect(id == TraceID(high: 0x4BF9_2F35_77B3_4DA6, low: 0xA3CE_929D_0E0E_4736))
        #expect(SpanID(hexadecimal: "00F067aa0ba902b7") == SpanID(0x00F0_67AA_0BA9_02B7))
    }

    @Test(arguments: [
        "", "0", "4bf92f3577b34da6a3ce929d0e0e473", "4bf92f3577b34da6a3ce929d0e0e47361", "g".repeated(32),
    ])
    func whatIsNoTraceIDIsNone(text: String) {
        #expect(TraceID(hexadecimal: text) == nil)
    }

    @Test(arguments: [
        "", "00f067aa0ba902b", "00f067aa0ba902b77", "00f067aa0ba902b/", "00f067aa0ba902b:", "ä".repeated(8),
    ])
    func whatIsNoSpanIDIsNone(text: String) {
        #expect(SpanID(hexadecimal: text) == nil)
    }

    @Test func zerosAreNoIdentity() {
        #expect(TraceID(hexadecimal: "0".repeated(32)) == nil)
        #expect(SpanID(hexadecimal: "0".repeated(16)) == nil)
        #expect(!TraceID.invalid.isValid)
        #expect(!SpanID.invalid.isValid)
        #expect(TraceID(high: 1, low: 0).isValid)
        #expect(TraceID(high: 0, low: 1).isValid)
    }

    @Test func aContextKeepsASpan() {
        var context = ServiceContext.topLevel
        #expect(context.spanContext == nil)
        context.spanContext = .remote()
        #expect(context.spanContext == .remote())
        context.spanContext = SpanContext(traceID: .invalid, spanID: SpanID(1))
        #expect(context.spanContext == nil, "it names no trace")
        context.spanContext = nil
        #expect(context.isEmpty)
    }

    @Test func linesOfALogNameTheSpan() {
        let handler = InMemoryLogHandler()
        let logger = Logger(label: "test") { _ in
            var handler = handler
            handler.metadataProvider = .traceContext
            return handler
        }
        logger.info("outside")
        ServiceContext.withValue(.of(.remote(0xFF, 0xEE))) { logger.info("sampled") }
        ServiceContext.withValue(.of(.remote(1, 2, []))) { logger.info("unsampled") }
        let lines = handler.entries
        #expect(lines[0].metadata.isEmpty)
        #expect(
            lines[1].metadata == [
                "trace_id": "000000000000000700000000000000ff", "span_id": "00000000000000ee", "trace_flags": "01",
            ]
        )
        #expect(lines[2].metadata["trace_flags"] == "00")
    }
}

extension String {
    func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
