import MartletTracing
import Testing
import Tracing

@Suite struct B3Tests {
    private static let trace = "80f198ee56343ba864fe8b2a57d3eff7"
    private static let span = "e457b5a2e4d86bd1"
    private static let parent = "05e3ac9a4f6e3b90"

    /// What another service sees when the span that came in is passed on without taking part.
    private func forwarded(_ fields: [String: String], as style: B3Propagator.Style = .single) -> [String: String] {
        B3Propagator(style).fields(of: B3Propagator().context(of: fields))
    }

    @Test(arguments: [
        "\(trace)-\(span)-1-\(parent)", "\(trace)-\(span)-1", "\(trace)-\(span)-0", "\(trace)-\(span)-d",
        "\(trace)-\(span)",
        "\(trace)-\(span)-d-\(parent)", "0", "1", "d",
    ])
    func oneFieldIsReadAndWritten(value: String) {
        #expect(forwarded(["b3": value]) == ["b3": value])
    }

    @Test func severalFieldsAreReadAndWritten() {
        let fields = [
            "x-b3-traceid": Self.trace, "x-b3-spanid": Self.span, "x-b3-parentspanid": Self.parent, "x-b3-sampled": "1",
        ]
        #expect(forwarded(fields, as: .multi) == fields)
        #expect(forwarded(fields) == ["b3": "\(Self.trace)-\(Self.span)-1-\(Self.parent)"])
        #expect(
            forwarded(["b3": "\(Self.trace)-\(Self.span)-d"], as: .multi)
                == ["x-b3-traceid": Self.trace, "x-b3-spanid": Self.span, "x-b3-flags": "1"]
        )
        #expect(forwarded(["x-b3-sampled": "0"], as: .multi) == ["x-b3-sampled": "0"])
        #expect(forwarded(["x-b3-flags": "1"]) == ["b3": "d"])
        #expect(
            forwarded(["x-b3-traceid": Self.trace, "x-b3-spanid": Self.span], as: .multi)
                == ["x-b3-traceid": Self.trace, "x-b3-spanid": Self.span]
        )
    }

    @Test func theFieldsHaveNames() {
        #expect(B3Propagator(.single).fields == ["b3"])
        #expect(
            B3Propagator(.multi).fields
                == ["x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled", "x-b3-flags"]
        )
    }

    @Test func identitiesOf64BitsAreRead() throws {
        let context = B3Propagator().context(of: ["b3": "64fe8b2a57d3eff7-\(Self.span)-1"])
        #expect(context.spanContext?.traceID == TraceID(high: 0, low: 0x64FE_8B2A_57D3_EFF7))
    }

    @Test(arguments: ["true", "1"])
    func olderClientsWriteWords(sampled: String) {
        let context = B3Propagator().context(of: [
            "x-b3-traceid": Self.trace, "x-b3-spanid": Self.span, "x-b3-sampled": sampled,
        ])
        #expect(context.spanContext?.isSampled == true)
    }

    @Test(arguments: [
        "", "2", "D", "x", "-", "--", "\(trace)", "\(trace)-", "\(trace)-\(span)-", "\(trace)-\(span)-2",
        "\(trace)-\(span)-1-",
        "\(trace)-\(span)-1-\(parent)-", "\(trace)-\(span)-1-xyz", "\(trace)-\(span)-\(parent)", "0-\(span)-1",
        "\("0".repeated(32))-\(span)-1", "\(trace)-\("0".repeated(16))-1", "\(trace)0-\(span)-1",
        "g\(trace.dropFirst())-\(span)",
        "\(trace)-\(span)-1-\(parent)-1-1-1", "1-1", "x".repeated(1_000_000),
    ])
    func badFieldsBeginANewTrace(value: String) {
        #expect(B3Propagator().context(of: ["b3": value]).isEmpty)
    }

    @Test func aBadSingleFieldDoesNotHideTheOthers() {
        let fields = ["b3": "bad", "x-b3-traceid": Self.trace, "x-b3-spanid": Self.span, "x-b3-sampled": "1"]
        #expect(forwarded(fields) == ["b3": "\(Self.trace)-\(Self.span)-1"])
    }

    @Test(arguments: [
        ["x-b3-traceid": trace], ["x-b3-spanid": span], ["x-b3-traceid": trace, "x-b3-spanid": "bad"],
        ["x-b3-traceid": "bad", "x-b3-spanid": span],
        ["x-b3-traceid": trace, "x-b3-spanid": span, "x-b3-sampled": "2"],
        ["x-b3-traceid": trace, "x-b3-spanid": span, "x-b3-sampled": "d"], ["x-b3-sampled": "maybe"],
        ["x-b3-flags": "2"],
    ])
    func badOthersBeginANewTrace(fields: [String: String]) {
        #expect(B3Propagator().context(of: fields).isEmpty)
    }

    // MARK: What the decision does: inventory, section 30, behaviours 5 and 6

    private func startedSpan(_ value: String, sampler: some Sampler) -> (FinishedSpan?, fields: [String: String]) {
        let spans = InMemorySpanProcessor()
        let tracer = SamplingTracer(sampler: sampler, propagator: .b3, processor: spans)
        let span = tracer.startSpan("test", context: tracer.context(of: ["b3": value]), ofKind: .server)
        let fields = tracer.fields(of: span.context)
        span.end()
        return (spans.finishedSpans.first, fields)
    }

    @Test func theSamplerDecidesOnlyWhenTheCallerHasNot() {
        let ids = "\(Self.trace)-\(Self.span)"
        #expect(startedSpan(ids, sampler: .parentBased(root: .always)).0 != nil)
        #expect(startedSpan(ids, sampler: .parentBased(root: .never)).0 == nil)
        #expect(startedSpan("\(ids)-1", sampler: .parentBased(root: .never)).0 != nil)
        #expect(startedSpan("\(ids)-0", sampler: .parentBased(root: .always)).0 == nil)
    }

    @Test func aDeferredDecisionIsMadeAndPassedOn() {
        let (_, fields) = startedSpan("\(Self.trace)-\(Self.span)", sampler: .parentBased(root: .never))
        #expect(fields["b3"]?.hasPrefix("\(Self.trace)-") == true)
        #expect(fields["b3"]?.hasSuffix("-0") == true)
        #expect(fields["b3"]?.contains(Self.span) == false)
    }

    @Test func aDecisionWithoutIdentitiesBeginsATraceAndIsKept() throws {
        #expect(startedSpan("0", sampler: .parentBased(root: .always)).0 == nil)
        #expect(startedSpan("0", sampler: .parentBased(root: .always)).fields["b3"]?.hasSuffix("-0") == true)
        let span = try #require(startedSpan("1", sampler: .parentBased(root: .never)).0)
        #expect(span.parentSpanID == nil)
        #expect(!span.hasRemoteParent)
        #expect(span.spanContext.isValid)
    }

    @Test func debuggingOverrulesTheSampler() throws {
        for value in ["d", "\(Self.trace)-\(Self.span)-d"] {
            let (span, fields) = startedSpan(value, sampler: .never)
            #expect(span?.spanContext.isDebug == true)
            let parts = try #require(fields["b3"]).split(separator: "-")
            #expect(parts[2] == "d")
        }
    }

    @Test func theParentIsPassedOnToOthers() {
        let (span, fields) = startedSpan("\(Self.trace)-\(Self.span)-1", sampler: .parentBased(root: .always))
        #expect(span?.parentSpanID?.description == Self.span)
        #expect(fields["b3"]?.hasSuffix("-1-\(Self.span)") == true)
    }
}
