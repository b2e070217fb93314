/// Finds the bytes of one request body in the input, RFC 9112 section 6. Copies nothing: it tells where they are.
package enum HTTP1BodyDecoder: Sendable {
    /// A body of known length, of which this much is still to come. A request without a body has length 0.
    case length(remaining: Int)

    /// A body in chunks.
    case chunked(HTTP1ChunkedDecoder)

    /// The decoder for the body that follows `head`.
    package init(for head: HTTP1RequestHead) {
        self = head.isChunked ? .chunked(HTTP1ChunkedDecoder()) : .length(remaining: head.contentLength ?? 0)
    }

    /// Whether any byte of a chunked body has been read. A body of known length tells by its data.
    var hasBegun: Bool {
        switch self {
        case .length: false
        case .chunked(let decoder): decoder.hasBegun
        }
    }

    /// Finds the next part of the body in `bytes`, from `position` on.
    ///
    /// `position` is moved behind what was understood; the bytes before it may be discarded (then pass the rest with
    /// `position` 0 the next time). Those behind it have to be passed again, with more behind them after `.incomplete`.
    ///
    /// - Throws: why the bytes are refused.
    package mutating func next(
        in bytes: RawSpan,
        position: inout Int,
        limits: borrowing HTTP1Limits,
        trailers: HTTP1FieldTable
    ) throws(HTTP1Refusal) -> HTTP1BodyPart {
        switch self {
        case .length(let remaining):
            guard remaining > 0 else { return .end(trailerCount: 0, sectionStart: position) }
            let count = min(remaining, bytes.byteCount &- position)
            guard count > 0 else { return .incomplete }
            let start = position
            position &+= count
            self = .length(remaining: remaining &- count)
            return .data(start..<position)
        case .chunked(var decoder):
            defer { self = .chunked(decoder) }
            return try decoder.next(in: bytes, position: &position, limits: limits, trailers: trailers)
        }
    }
}
