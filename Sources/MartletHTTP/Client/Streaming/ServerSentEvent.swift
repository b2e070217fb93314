/// One event of a `text/event-stream`. Source:
/// [HTML, section 9.2](https://html.spec.whatwg.org/multipage/server-sent-events.html).
public struct ServerSentEvent: Hashable, Sendable {
    /// The type of the event: `message` when the peer names none.
    public var type: String

    /// The data; several lines are joined by line feeds.
    public var data: String

    /// The id of the last event that had one, to be sent as `Last-Event-ID` when the stream is asked for again.
    public var lastEventID: String

    /// The time to wait before asking for the stream again, when the peer has chosen one with or before this event.
    public var reconnectionTime: Duration?

    /// Makes an event, mostly for tests.
    ///
    /// - Parameters:
    ///   - type: The type.
    ///   - data: The data.
    ///   - lastEventID: The id.
    ///   - reconnectionTime: The time to wait before asking for the stream again.
    public init(
        type: String = "message",
        data: String,
        lastEventID: String = "",
        reconnectionTime: Duration? = nil
    ) {
        self.type = type
        self.data = data
        self.lastEventID = lastEventID
        self.reconnectionTime = reconnectionTime
    }
}
