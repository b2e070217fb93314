import MartletTracing
import Tracing

extension FinishedSpan {
    /// A span that has one of everything.
    static var full: FinishedSpan {
        var state = TraceState()
        state["congo"] = "t61"
        var context = SpanContext(
            traceID: TraceID(high: 0x0AF7_6519_16CD_43DD, low: 0x8448_EB21_1C80_319C),
            spanID: SpanID(0xB7AD_6B71_6920_3331),
            flags: .sampled
        )
        context.state = state
        var linked = SpanContext.sample(5, 6)
        linked.isRemote = true
        linked.state = state
        return FinishedSpan(
            name: "GET /ä\"\\\n",
            kind: .server,
            spanContext: context,
            parentSpanID: SpanID(0x00F0_67AA_0BA9_02B7),
            hasRemoteParent: true,
            startNanoseconds: 1_700_000_000_000_000_001,
            endNanoseconds: 1_700_000_000_000_500_002,
            attributes: [
                "a.string": "text", "b.bool": false, "c.int": .int64(-1), "d.int32": .int32(.min), "e.double": 0.5,
                "f.empty": "", "g.strings": .stringArray(["x", ""]), "h.ints": .int64Array([1, .max]),
                "i.doubles": .doubleArray([1.5]), "j.bools": .boolArray([true, false]), "k.int32s": .int32Array([]),
            ],
            events: [
                Event(
                    name: "exception",
                    nanosecondsSinceEpoch: 1_700_000_000_000_000_005,
                    attributes: ["exception.type": "Oops"]
                ),
                Event(name: "plain", nanosecondsSinceEpoch: 6),
            ],
            links: [Link(spanContext: linked, attributes: ["why": "batch"])],
            status: SpanStatus(code: .error, message: "it failed"),
            droppedAttributesCount: 1,
            droppedEventsCount: 2,
            droppedLinksCount: 300
        )
    }

    /// A span that has nothing it need not have.
    static func plain(_ name: String = "a", _ span: UInt64 = 2) -> FinishedSpan {
        FinishedSpan(name: name, spanContext: .sample(1, span), startNanoseconds: 3, endNanoseconds: 4)
    }
}

extension SpanContext {
    static func sample(_ trace: UInt64, _ span: UInt64) -> SpanContext {
        SpanContext(traceID: TraceID(high: 0, low: trace), spanID: SpanID(span), flags: .sampled)
    }
}

extension TelemetryResource {
    static var test: TelemetryResource { TelemetryResource(serviceName: "test") }
}
