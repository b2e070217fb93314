import MartletTracing
import Testing
import Tracing

@Suite struct CompositeTests {
    @Test func writesWithAll() {
        var context = ServiceContext.of(.remote())
        context.baggage["a"] = "1"
        let all = CompositePropagator(.w3c, .baggage, .b3, .b3Multi, .jaeger)
        #expect(
            all.fields(of: context).keys.sorted() == [
                "b3", "baggage", "traceparent", "uber-trace-id", "uberctx-a", "x-b3-sampled", "x-b3-spanid",
                "x-b3-traceid",
            ]
        )
        #expect(
            all.fields == [
                "traceparent", "tracestate", "baggage", "b3", "x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid",
                "x-b3-sampled",
                "x-b3-flags", "uber-trace-id", "jaeger-baggage",
            ]
        )
    }

    @Test func aLaterOneReplacesOnlyWithWhatIsValid() {
        let both = CompositePropagator(.w3c, .b3)
        let traceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let b3 = "80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1"
        func trace(_ fields: [String: String]) -> String? { both.context(of: fields).spanContext?.traceID.description }
        #expect(trace(["traceparent": traceParent]) == "0af7651916cd43dd8448eb211c80319c")
        #expect(trace(["b3": b3]) == "80f198ee56343ba864fe8b2a57d3eff7")
        #expect(trace(["traceparent": traceParent, "b3": b3]) == "80f198ee56343ba864fe8b2a57d3eff7")
        #expect(trace(["traceparent": traceParent, "b3": "bad"]) == "0af7651916cd43dd8448eb211c80319c")
    }

    @Test func noneDoesNothing() {
        #expect(CompositePropagator.none.fields(of: .of(.remote())).isEmpty)
        #expect(CompositePropagator.none.context(of: ["b3": "1"]).isEmpty)
    }

    /// The default of a tracer.
    @Test func theStandardIsW3C() {
        #expect(CompositePropagator.standard.fields == ["traceparent", "tracestate", "baggage"])
    }
}
