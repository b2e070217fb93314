/// How long a server waits for its clients. They are checked a few times per period, so each may take up to a quarter
/// longer.
public struct ServerTimeouts: Sendable {
    /// Between two requests of a connection, and before the first; then the connection is closed.
    public var idle: Duration = .seconds(60)

    /// From the first byte of a request to its last; then the answer is 408. It bounds senders of one byte at a time.
    public var receive: Duration = .seconds(30)

    /// Without any progress while a client does not take its response; then the connection is closed, or the stream of
    /// HTTP/2 reset. On HTTP/2 less than a kibibyte is no progress, unless it is the end.
    public var send: Duration = .seconds(30)

    /// Without a sign of life from a client of HTTP/2 that has requests in flight: then it is asked for one, with a PING,
    /// and its connection is closed when there is no answer within ``send``.
    public var keepAlive: Duration = .seconds(60)

    /// For the requests in flight when the server shuts down; then their connections are closed.
    public var drain: Duration = .seconds(30)

    /// After an answer that closes the connection while the client is still sending: so long the rest is read and
    /// dropped, so that the client gets to see the answer. Source: RFC 9112, section 9.6.
    public var linger: Duration = .seconds(2)

    /// Makes the defaults.
    public init() {}

    /// The time between two checks: a quarter of the shortest wait, between 10 milliseconds and one second.
    package var checkInterval: Duration {
        max(.milliseconds(10), min(.seconds(1), min(idle, receive, send, linger, keepAlive) / 4))
    }
}
