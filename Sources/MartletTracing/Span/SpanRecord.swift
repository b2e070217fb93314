import Tracing

/// What a span has recorded so far: a value, and the rules for what may come in.
struct SpanRecord: Sendable {
    var name: String
    var attributes = SpanAttributes()
    private(set) var events: [SpanEvent] = []
    private(set) var links: [SpanLink] = []
    private(set) var status: SpanStatus?
    private(set) var droppedAttributesCount = 0
    private(set) var droppedEventsCount = 0
    private(set) var droppedLinksCount = 0

    init(name: String) {
        self.name = name
    }

    /// Replaces all attributes. When there are too many, those whose names were there before are kept first.
    mutating func replaceAttributes(_ new: SpanAttributes, limit: Int) {
        let limit = max(limit, 0)
        guard new.count > limit else {
            attributes = new
            return
        }
        var known: [String] = []
        var added: [String] = []
        new.forEach { key, _ in
            if attributes.get(key) != nil { known.append(key) } else { added.append(key) }
        }
        var kept = SpanAttributes()
        for key in (known.sorted() + added.sorted()).prefix(limit) { kept.set(key, value: new.get(key)) }
        droppedAttributesCount += new.count - limit
        attributes = kept
    }

    mutating func add(_ event: SpanEvent, limit: Int) {
        if events.count < limit { events.append(event) } else { droppedEventsCount += 1 }
    }

    mutating func add(_ link: SpanLink, limit: Int) {
        if links.count < limit { links.append(link) } else { droppedLinksCount += 1 }
    }

    /// A verdict that all is well is final, and only an error has a message: "Set Status" of OpenTelemetry's tracing API.
    mutating func setStatus(_ new: SpanStatus) {
        guard status?.code != .ok else { return }
        status = new.code == .ok ? SpanStatus(code: .ok) : new
    }
}
