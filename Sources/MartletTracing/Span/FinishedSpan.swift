public import Tracing

/// A span that has ended, as exporters get it: nothing of it changes any more, and it is within its ``SpanLimits``.
public struct FinishedSpan: Sendable {
    /// Something that happened at one moment.
    public struct Event: Sendable {
        /// What happened.
        public var name: String

        /// When, in nanoseconds since 1970.
        public var nanosecondsSinceEpoch: UInt64

        /// What is known of it. None of them is a `stringConvertible`.
        public var attributes: SpanAttributes

        /// How many attributes were left out.
        public var droppedAttributesCount: Int
    }

    /// Another span that it has to do with.
    public struct Link: Sendable {
        /// The other span.
        public var spanContext: SpanContext

        /// What is known of the relation. None of them is a `stringConvertible`.
        public var attributes: SpanAttributes

        /// How many attributes were left out.
        public var droppedAttributesCount: Int
    }

    /// What it is called.
    public var name: String

    /// What it stands for.
    public var kind: SpanKind

    /// Its identities.
    public var spanContext: SpanContext

    /// The span that it is a child of; `nil` when it began the trace.
    public var parentSpanID: SpanID?

    /// Whether the parent is in another process.
    public var hasRemoteParent: Bool

    /// Whether it has the identity of the client's span: see ``SamplingTracer/Options/sharesRemoteSpans``.
    public var isShared: Bool

    /// When it began, in nanoseconds since 1970.
    public var startNanoseconds: UInt64

    /// When it ended, in nanoseconds since 1970; not before it began.
    public var endNanoseconds: UInt64

    /// What is known of it. None of them is a `stringConvertible`.
    public var attributes: SpanAttributes

    /// What happened, in the order of the calls.
    public var events: [Event]

    /// Other spans that it has to do with.
    public var links: [Link]

    /// Whether it went well; `nil` when nobody has said.
    public var status: SpanStatus?

    /// How many attributes were left out.
    public var droppedAttributesCount: Int

    /// How many events were left out.
    public var droppedEventsCount: Int

    /// How many links were left out.
    public var droppedLinksCount: Int

    /// Makes a span, for the tests of an exporter.
    public init(
        name: String,
        kind: SpanKind = .internal,
        spanContext: SpanContext,
        parentSpanID: SpanID? = nil,
        hasRemoteParent: Bool = false,
        isShared: Bool = false,
        startNanoseconds: UInt64,
        endNanoseconds: UInt64,
        attributes: SpanAttributes = [:],
        events: [Event] = [],
        links: [Link] = [],
        status: SpanStatus? = nil,
        droppedAttributesCount: Int = 0,
        droppedEventsCount: Int = 0,
        droppedLinksCount: Int = 0
    ) {
        self.name = name
        self.kind = kind
        self.spanContext = spanContext
        self.parentSpanID = parentSpanID
        self.hasRemoteParent = hasRemoteParent
        self.isShared = isShared
        self.startNanoseconds = startNanoseconds
        self.endNanoseconds = endNanoseconds
        self.attributes = attributes
        self.events = events
        self.links = links
        self.status = status
        self.droppedAttributesCount = droppedAttributesCount
        self.droppedEventsCount = droppedEventsCount
        self.droppedLinksCount = droppedLinksCount
    }
}

extension FinishedSpan.Event {
    /// Makes an event, for the tests of an exporter.
    public init(name: String, nanosecondsSinceEpoch: UInt64, attributes: SpanAttributes = [:]) {
        self.init(
            name: name,
            nanosecondsSinceEpoch: nanosecondsSinceEpoch,
            attributes: attributes,
            droppedAttributesCount: 0
        )
    }
}

extension FinishedSpan.Link {
    /// Makes a link, for the tests of an exporter.
    public init(spanContext: SpanContext, attributes: SpanAttributes = [:]) {
        self.init(spanContext: spanContext, attributes: attributes, droppedAttributesCount: 0)
    }
}
