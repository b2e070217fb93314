/// What the fields of B3 say.
struct B3Fields: Sendable {
    static let single = "b3"
    static let multi = [traceIDField, spanIDField, parentSpanIDField, sampledField, flagsField]
    private static let traceIDField = "x-b3-traceid"
    private static let spanIDField = "x-b3-spanid"
    private static let parentSpanIDField = "x-b3-parentspanid"
    private static let sampledField = "x-b3-sampled"
    private static let flagsField = "x-b3-flags"

    /// Whether the trace is recorded.
    enum Decision {
        case accepted, denied, debug, deferred
    }

    /// Both of them are valid or neither is.
    private let traceID: TraceID
    private let spanID: SpanID
    private let parentSpanID: SpanID?
    private let decision: Decision

    private init(traceID: TraceID = .invalid, spanID: SpanID = .invalid, parent: SpanID? = nil, _ decision: Decision) {
        self.traceID = traceID
        self.spanID = spanID
        parentSpanID = parent
        self.decision = decision
    }

    /// What to continue.
    var receivedParent: ReceivedParent {
        let context = SpanContext(
            traceID: traceID,
            spanID: spanID,
            flags: decision == .accepted || decision == .debug ? .sampled : [],
            isRemote: true,
            isSamplingDeferred: decision == .deferred,
            isDebug: decision == .debug
        )
        return ReceivedParent(context, parentSpanID: parentSpanID)
    }
}

// MARK: Reading

extension B3Fields {
    /// - Parameter value: The field `b3`.
    init?(single value: String) {
        guard value.utf8.count <= 128 else { return nil }
        let parts = TraceStateSyntax.trimmed(value[...].utf8).split(
            separator: UInt8(ascii: "-"),
            omittingEmptySubsequences: false
        ).map { String(Substring($0)) }
        if parts.count == 1 {
            guard let decision = Self.decision(parts[0]) else { return nil }
            self.init(decision)
            return
        }
        guard (2...4).contains(parts.count), let trace = Self.traceID(parts[0]),
            let span = SpanID(hexadecimal: parts[1])
        else { return nil }
        var decision = Decision.deferred
        if parts.count > 2 {
            guard let third = Self.decision(parts[2]) else { return nil }
            decision = third
        }
        var parent: SpanID?
        if parts.count > 3 {
            parent = SpanID(hexadecimal: parts[3])
            guard parent != nil else { return nil }
        }
        self.init(traceID: trace, spanID: span, parent: parent, decision)
    }

    /// - Parameter field: Gives the fields by name.
    init?(_ field: (String) -> String?) {
        let sampled = field(Self.sampledField).map { Self.trimmed($0) }
        let isDebug = field(Self.flagsField).map { Self.trimmed($0) } == "1"
        var decision = Decision.deferred
        if isDebug {
            decision = .debug
        } else if let sampled {
            // `d` stands in the one field only.
            guard let known = Self.decision(sampled), known != .debug else { return nil }
            decision = known
        }
        guard let traceText = field(Self.traceIDField), let spanText = field(Self.spanIDField) else {
            guard decision != .deferred else { return nil }
            self.init(decision)
            return
        }
        guard let trace = Self.traceID(Self.trimmed(traceText)), let span = SpanID(hexadecimal: spanText) else {
            return nil
        }
        let parent = field(Self.parentSpanIDField).flatMap { SpanID(hexadecimal: $0) }
        self.init(traceID: trace, spanID: span, parent: parent, decision)
    }

    /// Zipkin's older identities have 64 bits.
    private static func traceID(_ text: String) -> TraceID? {
        guard text.utf8.count == 16 else { return TraceID(hexadecimal: text) }
        return SpanID(hexadecimal: text).map { TraceID(high: 0, low: $0.value) }
    }

    private static func trimmed(_ text: String) -> String {
        String(Substring(TraceStateSyntax.trimmed(text[...].utf8)))
    }

    private static func decision(_ text: String) -> Decision? {
        switch text {
        // Older clients wrote the words.
        case "1", "true": .accepted
        case "0", "false": .denied
        case "d": .debug
        default: nil
        }
    }
}

// MARK: Writing

extension B3Fields {
    init(_ parent: TraceParent) {
        let span = parent.spanContext
        traceID = span.isValid ? span.traceID : .invalid
        spanID = span.isValid ? span.spanID : .invalid
        parentSpanID = parent.parentSpanID
        decision =
            switch true {
            case span.isDebug: .debug
            case span.isSamplingDeferred: .deferred
            default: span.isSampled ? .accepted : .denied
            }
    }

    /// The field `b3`.
    var singleValue: String {
        guard traceID.isValid else { return decisionValue ?? "" }
        var text = "\(traceID)-\(spanID)"
        guard let decisionValue else { return text }
        text += "-\(decisionValue)"
        if let parentSpanID { text += "-\(parentSpanID)" }
        return text
    }

    /// The other fields.
    var multiValues: [(name: String, value: String)] {
        var fields: [(String, String)] = []
        if traceID.isValid {
            fields += [(Self.traceIDField, "\(traceID)"), (Self.spanIDField, "\(spanID)")]
            if let parentSpanID { fields.append((Self.parentSpanIDField, "\(parentSpanID)")) }
        }
        switch decision {
        case .accepted: fields.append((Self.sampledField, "1"))
        case .denied: fields.append((Self.sampledField, "0"))
        // It implies that the trace is recorded, and the other field is not sent with it.
        case .debug: fields.append((Self.flagsField, "1"))
        case .deferred: break
        }
        return fields
    }

    private var decisionValue: String? {
        switch decision {
        case .accepted: "1"
        case .denied: "0"
        case .debug: "d"
        case .deferred: nil
        }
    }
}
