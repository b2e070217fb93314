extension HTTP1ServerConnection {
    /// Makes the head of the response to the current request, or to refused input: decides what's said about the connection
    /// and how the end of the body is told.
    ///
    /// - Parameters:
    ///   - status: the final status code, 200 or above.
    ///   - framing: how the end of the body should be told. Chunks become the end of the connection for HTTP/1.0 clients,
    ///     which don't know them (RFC 9112 section 7.1).
    package mutating func respond(status: UInt16, framing: HTTP1ResponseFraming) -> HTTP1ResponseHead {
        hasResponseBegun = true
        var head = HTTP1ResponseHead(status: status, framing: framing, answersHead: request.method == .head)
        if case .chunked = framing, !isRefused, !request.isHTTP11 {
            head.framing = .untilClose
        }
        if !keepsAlive(after: head) {
            closesAfterResponse = true
            head.connection = .close
        } else if !request.isHTTP11 {
            head.connection = .keepAlive
        }
        return head
    }

    /// Notes that the response has been written and tells what follows.
    package mutating func finishResponse() -> HTTP1AfterResponse {
        switch phase {
        case .complete:
            return startNext()
        case .body(let decoder):
            guard !closesAfterResponse else { break }
            phase = .discarding(decoder, byteCount: 0)
            return .discardBody
        case .head, .discarding, .closing:
            break
        }
        phase = .closing
        isRefused = false
        return .close(lingers: !hasInputEnded)
    }

    /// Makes the connection ready for the next request, whose bytes follow those of the last.
    mutating func startNext() -> HTTP1AfterResponse {
        guard !closesAfterResponse else {
            phase = .closing
            return .close(lingers: false)
        }
        phase = .head
        neededByteCount = 0
        isContinueSettled = false
        hasResponseBegun = false
        return .next
    }

    private func keepsAlive(after head: HTTP1ResponseHead) -> Bool {
        // A successful CONNECT would turn the connection into a tunnel, which isn't offered.
        guard request.keepsAlive, !closesAfterResponse, request.method != .connect else { return false }
        if case .untilClose = head.framing, !head.forbidsBody { return false }
        guard case .body(let decoder) = phase else { return true }
        // An unread body has to be read to find the next request. Without the 100 Continue it was waiting for, the client may
        // send it or not: only the end of the connection is clear (RFC 9110 section 10.1.1).
        if request.expectsContinue, !isContinueSettled { return false }
        if case .length(let remaining) = decoder { return remaining <= limits.discardedBodyBytes }
        return true
    }
}
