extension HTTP1ServerConnection {
    /// Reads a whole request from the start of `bytes`: the way for bodies that are wanted in one piece.
    ///
    /// A body in chunks never is in one piece in the input: then the event is `.head`, as from ``readHead(_:fields:)``.
    package mutating func readRequest(_ bytes: RawSpan, fields: HTTP1FieldTable) -> HTTP1RequestEvent {
        let event = readHead(bytes, fields: fields)
        guard case .head(let head) = event, !head.isChunked else { return event }
        return takeWholeBody(in: bytes)
    }

    /// Reads a head from the start of `bytes`. A request without a body is whole then.
    package mutating func readHead(_ bytes: RawSpan, fields: HTTP1FieldTable) -> HTTP1RequestEvent {
        guard case .head = phase else { return .busy }
        guard bytes.byteCount > 0, bytes.byteCount >= neededByteCount else { return .incomplete(sendsContinue: false) }
        do throws(HTTP1Refusal) {
            guard try parser.parse(bytes, limits: limits, into: &request, fields: fields)
            else { return .incomplete(sendsContinue: false) }
        } catch {
            request = HTTP1RequestHead()
            refuse(answersHead: Self.beginsWithHEAD(bytes))
            return .refused(error)
        }
        guard request.hasBody else {
            phase = .complete
            return .request(request, body: request.byteCount..<request.byteCount)
        }
        phase = .body(HTTP1BodyDecoder(for: request))
        return .head(request)
    }

    /// Takes the body behind the head just read, if all of it is in `bytes`, the same input.
    ///
    /// If it isn't, the event is `.incomplete`, and the whole request, head included, is read again from the start of the
    /// input once it's there: then ``readHead(_:fields:)`` or ``readRequest(_:fields:)`` is to be called. For a body in
    /// chunks the event is `.head`: it has to be read with ``readBody(in:position:trailers:)``.
    package mutating func takeWholeBody(in bytes: RawSpan) -> HTTP1RequestEvent {
        guard case .body(.length(let length)) = phase else {
            if case .body = phase { return .head(request) }
            return .busy
        }
        // Both are within limits: no overflow.
        let end = request.byteCount &+ length
        guard bytes.byteCount < end else {
            phase = .complete
            neededByteCount = 0
            return .request(request, body: request.byteCount..<end)
        }
        phase = .head
        neededByteCount = end
        return .incomplete(sendsContinue: settleContinue(hasBodyBytes: bytes.byteCount > request.byteCount))
    }

    /// Reads the next piece of the body from `position` on, and moves `position` behind it.
    ///
    /// The bytes before `position` may be discarded at any time.
    package mutating func readBody(
        in bytes: RawSpan,
        position: inout Int,
        trailers: HTTP1FieldTable
    ) -> HTTP1BodyEvent {
        guard case .body(var decoder) = phase else { return .busy }
        do throws(HTTP1Refusal) {
            let part = try decoder.next(in: bytes, position: &position, limits: limits, trailers: trailers)
            phase = .body(decoder)
            switch part {
            case .data(let range):
                isContinueSettled = true
                return .data(range)
            case .incomplete:
                return .incomplete(sendsContinue: settleContinue(hasBodyBytes: decoder.hasBegun))
            case .end(let trailerCount, let sectionStart):
                phase = .complete
                return .end(trailerCount: trailerCount, sectionStart: sectionStart)
            }
        } catch {
            refuse(answersHead: request.method == .head)
            return .refused(error)
        }
    }

    /// Throws away what is left of a body after ``HTTP1AfterResponse/discardBody``, and moves `position` behind it.
    ///
    /// - Returns: `nil` if there's more to come, otherwise what follows: the next request, or the end, if it's too much.
    package mutating func discardBody(
        in bytes: RawSpan,
        position: inout Int,
        trailers: HTTP1FieldTable
    ) -> HTTP1AfterResponse? {
        guard case .discarding(var decoder, var byteCount) = phase else { return .close(lingers: true) }
        let start = position
        do throws(HTTP1Refusal) {
            discarding: while byteCount &+ (position &- start) <= limits.discardedBodyBytes {
                switch try decoder.next(in: bytes, position: &position, limits: limits, trailers: trailers) {
                case .data:
                    continue
                case .incomplete:
                    byteCount &+= position &- start
                    guard byteCount <= limits.discardedBodyBytes else { break discarding }
                    phase = .discarding(decoder, byteCount: byteCount)
                    return nil
                case .end:
                    phase = .complete
                    return startNext()
                }
            }
        } catch {
            // The response has been sent already.
        }
        phase = .closing
        return .close(lingers: true)
    }

    /// Whether `100 Continue` is due now, RFC 9110 section 10.1.1: not if the client has begun to send the body anyway, nor
    /// after the response has begun.
    private mutating func settleContinue(hasBodyBytes: Bool) -> Bool {
        let isDue = request.expectsContinue && !isContinueSettled && !hasBodyBytes && !hasResponseBegun
        isContinueSettled = isContinueSettled || isDue || hasBodyBytes
        return isDue
    }

    private mutating func refuse(answersHead: Bool) {
        if answersHead {
            request.method = .head
        }
        phase = .closing
        isRefused = true
        closesAfterResponse = true
    }

    /// Whether a head that was refused is that of a HEAD request, whose answer has no body even so.
    private static func beginsWithHEAD(_ bytes: RawSpan) -> Bool {
        var start = 0
        if bytes.byteCount > 1, bytes.byte(at: 0) == ASCII.carriageReturn {
            start = 2
        }
        guard bytes.byteCount >= start &+ 8, bytes.byte(at: start &+ 4) == ASCII.space else { return false }
        return HTTP1Method(word: bytes.word(at: start), count: 4) == .head
    }
}
