/// What ``HTTP1ServerConnection`` makes of the input while it waits for a request.
package enum HTTP1RequestEvent: Sendable {
    /// Not enough input: keep the bytes and call again once there are more.
    /// With `sendsContinue`, write ``HTTP1InterimResponse/continueBytes`` first; that's said once per request.
    case incomplete(sendsContinue: Bool)

    /// A whole request. Its body is this part of the input (maybe empty), which is used up to the end of the range.
    case request(HTTP1RequestHead, body: Range<Int>)

    /// A head whose body has to be read piece by piece. The input is used up to the end of the head.
    case head(HTTP1RequestHead)

    /// The input is no HTTP: answer with the status of the refusal, then close.
    case refused(HTTP1Refusal)

    /// Nothing is read now: a response is owed, or the connection is about to close. Keep the bytes.
    case busy
}

/// What ``HTTP1ServerConnection`` makes of the input while it reads a body.
package enum HTTP1BodyEvent: Equatable, Sendable {
    /// Bytes of the body: this part of the input.
    case data(Range<Int>)

    /// Not enough input: keep the bytes from the position on and call again once there are more.
    /// With `sendsContinue`, write ``HTTP1InterimResponse/continueBytes`` first; that's said once per request.
    case incomplete(sendsContinue: Bool)

    /// The body is complete. So many trailer fields are in the table; their slices count from `sectionStart`, an offset into
    /// the input.
    case end(trailerCount: Int, sectionStart: Int)

    /// The input is no chunked body: answer with the status of the refusal unless a response has begun, then close.
    case refused(HTTP1Refusal)

    /// No body is being read.
    case busy
}

/// What follows a response.
package enum HTTP1AfterResponse: Equatable, Sendable {
    /// The next request may be read; its bytes may be there already.
    case next

    /// The rest of the request's body is still to come: pass the input to ``HTTP1ServerConnection/discardBody(in:position:trailers:)``.
    case discardBody

    /// The connection ends once the response is written.
    ///
    /// With `lingers`, the client may still be sending. A close now would make the kernel answer with a reset, which can
    /// destroy the response before the client has read it (RFC 9112 section 9.6): close the sending side only, read and
    /// discard for a bounded time, then close. Do the same if unread bytes are at hand.
    case close(lingers: Bool)
}
