import MartletTracing
import Testing
import Tracing

@Suite struct JaegerTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let span = "00f067aa0ba902b7"
    private let propagator = JaegerPropagator(baggageKeys: ["tenant"])

    private func read(_ header: String) -> SpanContext? {
        propagator.context(of: ["uber-trace-id": header]).spanContext
    }

    @Test(arguments: ["0", "1", "3"])
    func isReadAndWritten(flags: String) {
        let header = "\(Self.trace):\(Self.span):0:\(flags)"
        #expect(propagator.fields(of: propagator.context(of: ["uber-trace-id": header])) == ["uber-trace-id": header])
    }

    @Test func leadingZerosMayBeLeftOut() throws {
        let span = try #require(read("a3ce929d0e0e4736:f067aa0ba902b7:1:01"))
        #expect(span.traceID == TraceID(high: 0, low: 0xA3CE_929D_0E0E_4736))
        #expect(span.spanID.description == Self.span)
        #expect(span.isSampled)
        #expect(read("14bf92f3577b34da6:1:0:1")?.traceID == TraceID(high: 1, low: 0x4BF9_2F35_77B3_4DA6))
    }

    @Test func theParentIsOfNoMeaningAnyMore() {
        #expect(read("1:2::1")?.isSampled == true)
        #expect(read("1:2:3:1")?.spanID == SpanID(2))
    }

    @Test func theColonsMayBeEncoded() {
        #expect(read("\(Self.trace)%3A\(Self.span)%3a0%3A1")?.isSampled == true)
    }

    @Test func debugImpliesSampled() {
        #expect(read("1:2:0:2")?.isSampled == true)
        #expect(read("1:2:0:2")?.isDebug == true)
        #expect(read("1:2:0:4")?.isSampled == false)
    }

    @Test(arguments: [
        "", ":::", "1:2:0", "1:2:0:", "0:2:0:1", "1:0:0:1", ":2:0:1", "1::0:1", "1:2:0:1:", "1:2:0:g", "1:2:0:001",
        "x:2:0:1",
        "\(trace)1:2:0:1", "1:\(span)1:0:1", "1:2:\(span)1:1", "1-2-0-1", "1:2:0:1,1:2:0:1", "1".repeated(1_000_000),
    ])
    func badFieldsBeginANewTrace(header: String) {
        #expect(read(header) == nil)
    }

    @Test func baggageIsReadAndWritten() {
        let context = propagator.context(of: [
            "uberctx-tenant": "acme%20inc", "uberctx-unknown": "1", "jaeger-baggage": "a=1,b=2",
        ])
        #expect(context.baggage.entries.map { "\($0.key)=\($0.value)" } == ["a=1", "b=2", "tenant=acme inc"])
        #expect(propagator.fields(of: context) == ["uberctx-a": "1", "uberctx-b": "2", "uberctx-tenant": "acme%20inc"])
        #expect(propagator.context(of: ["uberctx-tenant": "v".repeated(10_000)]).isEmpty)
        #expect(propagator.fields == ["uber-trace-id", "jaeger-baggage", "uberctx-tenant"])
    }
}
