/// What ``HTTP2ServerConnection`` makes of its input. Streams are told by their place in its table, see
/// ``HTTP2ServerConnection/id(ofStreamAt:)``; ranges are of the input.
package enum HTTP2ServerEvent: Equatable, Sendable {
    /// Not enough input: keep the bytes from the position on, and call again once there are more.
    case incomplete

    /// The client has introduced itself.
    case opened

    /// A stream has been opened: ``HTTP2ServerConnection/section`` and ``HTTP2ServerConnection/head`` are its head. With a
    /// body the whole of it is there, and the request is complete, as it is with `isComplete`.
    case request(stream: Int, body: Range<Int>?, isComplete: Bool)

    /// A part of a body, maybe empty, and so many bytes of padding with it.
    case data(stream: Int, Range<Int>, paddingByteCount: Int, isEnd: Bool)

    /// The fields behind a body, which end the request: ``HTTP2ServerConnection/section``.
    case trailers(stream: Int)

    /// The stream is gone, and its place in the table is free: the client has taken it back, or has made a mistake and was told.
    case reset(stream: Int, id: UInt32)

    /// The client takes more on a stream.
    case roomToSend(stream: Int)

    /// The client takes more on every stream.
    case roomToSendOnAll

    /// The client takes more on the connection, whose window may have been what kept streams from sending.
    case roomToSendOnConnection

    /// A PING was answered.
    case pong(UInt64)

    /// The client opens no more streams.
    case goAway

    /// The client has broken a rule, and what it has to be told is in the output: send it, then close.
    case failed(HTTP2ErrorCode)
}
