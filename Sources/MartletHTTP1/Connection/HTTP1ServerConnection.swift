/// One connection of a server as a value: which request is being read, what is owed, what happens next. No I/O, no clock.
///
/// Requests are taken one at a time, so responses are in order by construction; pipelined bytes stay where they are until
/// the response has been finished. The life of a request:
///
/// 1. ``readRequest(_:fields:)`` for a whole request, or ``readHead(_:fields:)`` and then, as the route wants it,
///    ``takeWholeBody(in:)`` or ``readBody(in:position:trailers:)``.
/// 2. ``respond(status:framing:)`` for the head of the response.
/// 3. ``finishResponse()`` when the last byte of the response has been written.
package struct HTTP1ServerConnection: Sendable {
    enum Phase: Sendable {
        /// Between requests, or in the head of one.
        case head
        /// In the body of a request.
        case body(HTTP1BodyDecoder)
        /// The request has been read.
        case complete
        /// The response is finished, and what's left of the request's body is thrown away.
        case discarding(HTTP1BodyDecoder, byteCount: Int)
        /// Nothing more is read.
        case closing
    }

    /// How large the parts of a request may be.
    package let limits: HTTP1Limits

    var phase = Phase.head
    var parser = HTTP1HeadParser()
    /// How many bytes the input must have before the next look at it is worthwhile: head and body of a buffered request.
    var neededByteCount = 0
    /// The request that is being read or answered.
    var request = HTTP1RequestHead()
    /// Whether `100 Continue` was sent, or isn't needed any more.
    var isContinueSettled = false
    /// Whether the head of the response has been made.
    package internal(set) var hasResponseBegun = false
    /// Whether the connection ends after the current response.
    var closesAfterResponse = false
    /// Whether refused input is still to be answered.
    var isRefused = false
    /// Whether the client has closed its sending side.
    var hasInputEnded = false

    /// A connection that was just accepted.
    package init(limits: HTTP1Limits = HTTP1Limits()) {
        self.limits = limits
    }

    /// Whether no request is being read or answered. There may be the beginning of a head in the input.
    package var isIdle: Bool {
        if case .head = phase { true } else { false }
    }

    /// Stops the connection as soon as it can be done gracefully.
    ///
    /// - Returns: whether it can be closed at once, unless there's the beginning of a request in the input.
    package mutating func shutDown() -> Bool {
        closesAfterResponse = true
        return isIdle
    }

    /// Notes that the client has closed its sending side. The request that's being answered is the last one: those that may
    /// have been pipelined behind it aren't read.
    ///
    /// - Returns: whether the connection can be closed at once: no response is owed, or the request will never be complete.
    package mutating func endInput() -> Bool {
        hasInputEnded = true
        closesAfterResponse = true
        switch phase {
        case .head, .body, .discarding:
            phase = .closing
            return true
        case .complete:
            return false
        case .closing:
            return !isRefused
        }
    }
}
