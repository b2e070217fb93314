/// One connection of a client as a value: which response is being read, and whether another request may follow. No I/O, no clock.
///
/// Requests aren't pipelined: one whose response is lost behind the end of another could not be told from one that was never
/// read (RFC 9112 section 9.3.2). The life of a request:
///
/// 1. ``begin(isHead:)`` when it's written.
/// 2. ``readHead(_:fields:)`` until there's a head that isn't interim.
/// 3. ``readBody(in:position:trailers:)`` until the end; ``endInput()`` when the server closes.
/// 4. ``isReusable`` tells whether there may be another one.
package struct HTTP1ClientConnection: Sendable {
    private enum Phase: Sendable {
        /// No request is under way.
        case idle
        case head
        case body(HTTP1BodyDecoder)
        case untilClose
        /// Nothing more is sent or read.
        case closing
    }

    /// How large the parts of a response may be.
    package let limits: HTTP1Limits

    private var phase = Phase.idle
    private var parser = HTTP1ResponseParser()
    private var answersHead = false
    private var keepsAlive = true
    private var interimCount = 0

    /// More interim responses than any server has a reason for.
    private static let maximumInterimCount = 32

    /// A connection that was just opened.
    package init(limits: HTTP1Limits) {
        self.limits = limits
    }

    /// Whether a request may be sent.
    package var isReusable: Bool {
        if case .idle = phase { keepsAlive } else { false }
    }

    /// Notes that a request is being sent.
    ///
    /// - Parameter isHead: whether its method is HEAD.
    package mutating func begin(isHead: Bool) {
        answersHead = isHead
        interimCount = 0
        phase = .head
    }

    /// Reads a head from the start of `bytes`. Interim responses are returned, too: another head follows them.
    ///
    /// - Returns: `nil` as long as the head isn't complete; keep the bytes and call again once there are more.
    /// - Throws: why the bytes are refused. Bytes that nobody has asked for are.
    package mutating func readHead(
        _ bytes: RawSpan,
        fields: HTTP1FieldTable
    ) throws(HTTP1Refusal) -> HTTP1ReceivedResponse? {
        do throws(HTTP1Refusal) {
            guard case .head = phase else { throw .invalidStatusLine }
            guard bytes.byteCount > 0 else { return nil }
            guard let head = try parser.parse(bytes, answersHead: answersHead, limits: limits, fields: fields) else {
                return nil
            }
            try take(head)
            return head
        } catch {
            phase = .closing
            throw error
        }
    }

    private mutating func take(_ head: HTTP1ReceivedResponse) throws(HTTP1Refusal) {
        guard !head.isInterim else {
            // Never asked for, RFC 9110 section 15.2.2.
            guard head.status != 101 else { throw .unexpectedUpgrade }
            interimCount += 1
            guard interimCount <= Self.maximumInterimCount else { throw .tooManyInterimResponses }
            return
        }
        keepsAlive = keepsAlive && head.keepsAlive
        switch head.framing {
        case .length(let length): phase = .body(.length(remaining: length))
        case .chunked: phase = .body(.chunked(HTTP1ChunkedDecoder()))
        case .untilClose: phase = .untilClose
        }
    }

    /// Reads the next piece of the body from `position` on, and moves `position` behind it.
    ///
    /// The bytes before `position` may be discarded at any time. After `.end` the connection is idle.
    ///
    /// - Throws: why the bytes are refused.
    package mutating func readBody(
        in bytes: RawSpan,
        position: inout Int,
        trailers: HTTP1FieldTable
    ) throws(HTTP1Refusal) -> HTTP1BodyPart {
        switch phase {
        case .body(var decoder):
            do throws(HTTP1Refusal) {
                let part = try decoder.next(in: bytes, position: &position, limits: limits, trailers: trailers)
                phase = .body(decoder)
                if case .end = part { phase = .idle }
                return part
            } catch {
                phase = .closing
                throw error
            }
        case .untilClose:
            guard position < bytes.byteCount else { return .incomplete }
            let start = position
            position = bytes.byteCount
            return .data(start..<position)
        case .idle, .head, .closing:
            return .incomplete
        }
    }

    /// Notes that the server has closed the connection.
    ///
    /// - Returns: whether that was the end of the response, and not its loss.
    package mutating func endInput() -> Bool {
        defer { phase = .closing }
        if case .untilClose = phase { return true }
        return false
    }
}
