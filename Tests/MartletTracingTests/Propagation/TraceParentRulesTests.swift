import MartletTesting
import MartletTracing
import Testing
import Tracing

/// The rules of W3C Trace Context, level 1, about `traceparent`, in their order.
@Suite struct TraceParentRulesTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"
    private static let span = "b7ad6b7169203331"
    private static let valid = "00-\(trace)-\(span)-01"
    private let propagator = W3CTraceContextPropagator()

    private func read(_ header: String, state: String? = nil) -> SpanContext? {
        var fields = ["traceparent": header]
        fields["tracestate"] = state
        return propagator.context(of: fields).spanContext
    }

    // MARK: 3.2.1 Header name

    @Test func theNamesAreInLowerCase() {
        #expect(propagator.fields == ["traceparent", "tracestate"])
        let written = propagator.fields(of: .of(.remote()))
        #expect(Array(written.keys) == ["traceparent"])
    }

    // MARK: 3.2.2 Field values

    @Test func aValidFieldIsRead() throws {
        let parent = try #require(read(Self.valid))
        #expect(parent.traceID == TraceID(high: 0x0AF7_6519_16CD_43DD, low: 0x8448_EB21_1C80_319C))
        #expect(parent.spanID == SpanID(0xB7AD_6B71_6920_3331))
        #expect(parent.isSampled)
        #expect(parent.isRemote)
        #expect(!parent.isSamplingDeferred)
        #expect(!parent.isDebug)
        #expect(parent.state.isEmpty)
    }

    @Test func missingAndEmptyFieldsBeginANewTrace() {
        #expect(propagator.context(of: [:]).spanContext == nil)
        #expect(read("") == nil)
        #expect(read("   ") == nil)
        #expect(read("-") == nil)
        #expect(read("---") == nil)
    }

    /// The field may have blanks around it, as every field of HTTP.
    @Test(arguments: [" \(valid)", "\(valid)\t", "\t \(valid)  "])
    func blanksAroundItAreIgnored(header: String) {
        #expect(read(header) != nil)
    }

    @Test(arguments: [
        "00 -\(trace)-\(span)-01", "00-\(trace) -\(span)-01", "00-\(trace)-\(span)- 01", "0 0-\(trace)-\(span)-01",
        "00_\(trace)-\(span)-01", "00-\(trace)_\(span)-01", "00-\(trace)-\(span)_01", "00\(trace)\(span)01",
    ])
    func theDelimiterIsADash(header: String) {
        #expect(read(header) == nil)
    }

    /// Several fields come joined by commas.
    @Test func aFieldThatOccursTwiceIsNotValid() {
        #expect(read("\(Self.valid),\(Self.valid)") == nil)
        #expect(read("\(Self.valid), 00-\(Self.trace)-\(Self.span)-00") == nil)
        #expect(read("01-\(Self.trace)-\(Self.span)-01,\(Self.valid)") == nil)
    }

    // MARK: 3.2.2.1 version

    @Test func version255IsForbidden() {
        #expect(read("ff-\(Self.trace)-\(Self.span)-01") == nil)
        #expect(read("ff-\(Self.trace)-\(Self.span)-01-more") == nil)
    }

    @Test(arguments: ["", "0", "000", ".0", "0.", "0x", "gg", "FE", "Cc", "+1", "-1", "٠٠"])
    func theVersionIsTwoHexadecimalDigitsInLowerCase(version: String) {
        #expect(read("\(version)-\(Self.trace)-\(Self.span)-01") == nil)
    }

    // MARK: 3.2.2.2 version-format

    @Test(arguments: ["-", "-00", "-what-the-future-will-be-like", ".", "0", "x"])
    func version00HasNothingBehindTheFlags(rest: String) {
        #expect(read(Self.valid + rest) == nil)
    }

    @Test func everyPrefixOfAValidFieldIsNotValid() {
        for count in 0..<Self.valid.count { #expect(read(String(Self.valid.prefix(count))) == nil) }
    }

    // MARK: 3.2.2.3 trace-id

    @Test(arguments: [
        "0".repeated(32), "0af7651916cd43dd8448eb211c80319", "0af7651916cd43dd8448eb211c80319c0",
        "0AF7651916CD43DD8448EB211C80319C", "0af7651916cd43dd8448eb211c80319C", ".".repeated(32),
        "0af7651916cd43dd8448eb211c80319g", "", "0x" + "1".repeated(30), "ä".repeated(16),
    ])
    func theTraceIDIs32DigitsInLowerCaseAndNotAllZero(id: String) {
        #expect(read("00-\(id)-\(Self.span)-01") == nil)
    }

    // MARK: 3.2.2.4 parent-id

    @Test(arguments: [
        "0".repeated(16), "b7ad6b716920333", "b7ad6b71692033310", "B7AD6B7169203331", ".".repeated(16),
        "b7ad6b716920333g", "", "ä".repeated(8),
    ])
    func theParentIDIs16DigitsInLowerCaseAndNotAllZero(id: String) {
        #expect(read("00-\(Self.trace)-\(id)-01") == nil)
    }

    // MARK: 3.2.2.5 trace-flags

    @Test(arguments: ["", "0", "001", ".0", "0.", "0X", "0A", "gg", "-1"])
    func theFlagsAreTwoDigitsInLowerCase(flags: String) {
        #expect(read("00-\(Self.trace)-\(Self.span)-\(flags)") == nil)
    }

    // MARK: 3.2.2.5.1 Sampled flag

    @Test(arguments: 0...255)
    func theLowestBitSaysSampled(flags: Int) throws {
        let digits = (flags < 16 ? "0" : "") + String(flags, radix: 16)
        let parent = try #require(read("00-\(Self.trace)-\(Self.span)-\(digits)"))
        #expect(parent.isSampled == (flags % 2 == 1))
        #expect(parent.flags.rawValue == UInt8(flags % 2), "also in what is exported")
        // MARK: 3.2.2.5.2 Other flags: their meaning is unknown, and they are set to zero on the way out.
        let written = propagator.fields(of: .of(parent))["traceparent"]
        #expect(written == "00-\(Self.trace)-\(Self.span)-0\(flags % 2)")
    }

    // MARK: 3.2.3 Examples

    @Test func theExamplesAreRead() {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        #expect(read("00-\(trace)-00f067aa0ba902b7-01")?.isSampled == true)
        #expect(read("00-\(trace)-00f067aa0ba902b7-00")?.isSampled == false)
    }

    // MARK: 3.2.4 Versioning

    @Test(arguments: ["01", "cc", "fe"])
    func aLaterVersionIsReadAsFarAsItIsKnown(version: String) throws {
        for rest in ["", "-", "-what-the-future-will-be-like", "-\("x".repeated(100))"] {
            let parent = try #require(read("\(version)-\(Self.trace)-\(Self.span)-01\(rest)"))
            #expect(parent.traceID.description == Self.trace)
            #expect(parent.spanID.description == Self.span)
            #expect(parent.isSampled)
            // It is written in the highest version that is known.
            #expect(propagator.fields(of: .of(parent))["traceparent"] == Self.valid)
        }
    }

    @Test(arguments: [".what-the-future-will-be-like", "0", "1-", " -", "x"])
    func theFlagsOfALaterVersionEndWithADashOrTheField(rest: String) {
        #expect(read("cc-\(Self.trace)-\(Self.span)-01\(rest)") == nil)
    }

    @Test func aLaterVersionHas55CharactersAtLeast() {
        let header = "cc-\(Self.trace)-\(Self.span)-01"
        #expect(header.count == 55)
        for count in 0..<55 { #expect(read(String(header.prefix(count))) == nil) }
    }

    @Test(arguments: [
        "cc-\("0".repeated(32))-\(span)-01", "cc-\(trace)-\("0".repeated(16))-01", "cc-\(trace)-\(span)-0x",
        "cc-\(trace.uppercased())-\(span)-01", "cc-\(trace)x\(span)-01", "cc-\(trace)-\(span)x01",
    ])
    func aLaterVersionHasValidIdentities(header: String) {
        #expect(read(header) == nil)
    }

    @Test func prohibitivelyLargeFieldsAreNotRead() {
        #expect(read("cc-\(Self.trace)-\(Self.span)-01-\("x".repeated(1_000_000))") == nil)
    }

    // MARK: 3.3 Relationship to tracestate

    @Test func withoutAValidParentTheStateIsNotLookedAt() {
        #expect(propagator.context(of: ["tracestate": "a=1"]).spanContext == nil)
        #expect(read("00-bad", state: "a=1") == nil)
    }

    @Test func aBadStateDoesNotAffectTheParent() throws {
        let parent = try #require(read(Self.valid, state: "a=1,b"))
        #expect(parent.traceID.description == Self.trace)
        #expect(parent.state.isEmpty)
    }

    @Test func aNewTraceHasNoState() throws {
        let spans = InMemorySpanProcessor()
        let tracer = SamplingTracer(processor: spans)
        let context = tracer.context(of: ["traceparent": "00-bad", "tracestate": "a=1"])
        tracer.startSpan("test", context: context).end()
        let span = try #require(spans.finishedSpans.first)
        #expect(span.parentSpanID == nil)
        #expect(span.spanContext.state.isEmpty)
    }

    // MARK: 3.4 Mutating the traceparent field

    @Test func takingPartChangesTheParentIDAndNothingElse() throws {
        let tracer = SamplingTracer(processor: InMemorySpanProcessor())
        let span = tracer.startSpan(
            "test",
            context: tracer.context(of: ["traceparent": Self.valid, "tracestate": "a=1"])
        )
        let fields = tracer.fields(of: span.context)
        span.end()
        let written = try #require(fields["traceparent"])
        #expect(written.hasPrefix("00-\(Self.trace)-"))
        #expect(written.hasSuffix("-01"))
        #expect(!written.contains(Self.span))
        #expect(fields["tracestate"] == "a=1")
    }

    @Test func changingTheSampledFlagChangesTheParentID() throws {
        let tracer = SamplingTracer(sampler: .never, processor: InMemorySpanProcessor())
        let span = tracer.startSpan("test", context: tracer.context(of: ["traceparent": Self.valid]))
        let written = try #require(tracer.fields(of: span.context)["traceparent"])
        #expect(written.hasPrefix("00-\(Self.trace)-"))
        #expect(written.hasSuffix("-00"))
        #expect(!written.contains(Self.span))
    }

    /// A trace that is not recorded is forwarded as it came: section 4.2 of the processing model.
    @Test func forwardingChangesNothing() {
        let tracer = SamplingTracer(processor: InMemorySpanProcessor())
        let header = "00-\(Self.trace)-\(Self.span)-00"
        let span = tracer.startSpan("test", context: tracer.context(of: ["traceparent": header, "tracestate": "a=1"]))
        #expect(tracer.fields(of: span.context) == ["traceparent": header, "tracestate": "a=1"])
    }

    // MARK: Anything

    @Test(arguments: 1...200)
    func whatIsReadIsWrittenAndAnythingElseIsIgnored(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let span = SpanContext(
            traceID: TraceID(high: random.next(), low: random.next() | 1),
            spanID: SpanID(random.next() | 1),
            flags: Bool.random(using: &random) ? .sampled : [],
            isRemote: true
        )
        let fields = propagator.fields(of: .of(span))
        #expect(propagator.context(of: fields).spanContext == span, "seed \(seed)")

        var bytes = Array((fields["traceparent"] ?? "").utf8)
        let index = Int.random(in: bytes.indices, using: &random)
        let old = bytes[index]
        bytes[index] = UInt8.random(in: 0...127, using: &random)
        let changed = read(String(decoding: bytes, as: UTF8.self))
        // Either it is refused or every character of it still counts, but for the version and the other flags.
        if let changed, changed == span { #expect(bytes[index] == old || index < 2 || index > 52, "seed \(seed)") }
    }

    @Test(arguments: 1...200)
    func noiseIsIgnored(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let noise = random.string(of: "0123456789abcdef- ,=%:\u{0}ä😀", count: 0...80)
        _ = read(noise, state: noise)
        for propagator in [B3Propagator(.single), .w3c, .jaeger, .baggage] as [any Propagator] {
            var fields: [String: String] = [:]
            for name in propagator.fields + B3Propagator(.multi).fields { fields[name] = noise }
            let context = propagator.context(of: fields)
            #expect(context.spanContext?.isValid != false)
            _ = propagator.fields(of: context)
        }
    }
}
