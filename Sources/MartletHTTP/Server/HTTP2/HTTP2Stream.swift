import HTTPTypes
import Martlet
import MartletHTTP1
import MartletHTTP2
import NIOCore

/// One request on an HTTP/2 connection, and its answer.
///
/// `@unchecked Sendable`: used on the event loop of its connection only; ``nextPiece()``, which may be called elsewhere, goes
/// there.
///
/// `@exclusivity(unchecked)`: as in ``HTTP1ConnectionHandler``.
final class HTTP2Stream: @unchecked Sendable {
    /// Where the request stands.
    enum Request {
        /// All of it is there, or nobody is interested in the rest.
        case done
        /// The body is being collected.
        case collecting(CollectedRequest)
        /// The handler takes the body as it comes.
        case pieces
    }

    let id: UInt32

    /// Where it is in the table of the codec, until it is closed.
    let place: Int
    let connection: HTTP2ConnectionHandler

    @exclusivity(unchecked) var request = Request.done
    @exclusivity(unchecked) var pieces: BodyPieces?

    /// Whether the client has sent the end of its request.
    @exclusivity(unchecked) var hasRequestEnded = false

    /// Bytes of the body that may still come, when the request has said how many there are.
    @exclusivity(unchecked) var remainingLength: Int?

    /// Bytes of the stream's window that are to be given back.
    @exclusivity(unchecked) var credit = 0

    /// When the request began to arrive.
    let beganAt: Int

    // MARK: The answer

    /// Whether the request was HEAD, whose answer has no body.
    @exclusivity(unchecked) var answersHead = false

    /// Whether an answer is owed.
    @exclusivity(unchecked) var isExchangeOpen = false

    /// Whether the stream is gone: reset, or with its connection.
    @exclusivity(unchecked) var isClosed = false

    /// The task of the request, once it has suspended.
    @exclusivity(unchecked) var task: Task<Void, Never>?
    var deadlineTimer: Scheduled<Void>?

    /// What the client's windows, or the channel, keep here of the answer.
    @exclusivity(unchecked) var unsent = UnsentOutput()

    /// Whether the stream is among ``HTTP2ConnectionHandler/sending``.
    @exclusivity(unchecked) var isQueuedForSending = false

    /// Bytes that were sent since ``progressAt``.
    @exclusivity(unchecked) var progress = 0

    /// When the client has last taken a noteworthy part of the answer.
    @exclusivity(unchecked) var progressAt: Int

    /// When the answer was complete, if the client was still sending then.
    @exclusivity(unchecked) var answeredAt: Int?

    /// Whoever waits for the client to take what was sent.
    var writer: (ticket: WaitTicket, continuation: CheckedContinuation<Void, any Error>)?

    init(_ id: UInt32, at place: Int, of connection: HTTP2ConnectionHandler) {
        self.id = id
        self.place = place
        self.connection = connection
        beganAt = connection.loop.tick
        progressAt = beganAt
    }

    var isCollecting: Bool {
        if case .collecting = request { true } else { false }
    }

    // MARK: The request

    /// The head is there, and with it all of the request or the beginning.
    func begin(_ view: HTTP1HeadView, body: UnsafeRawBufferPointer?, isComplete: Bool) {
        answersHead = view.head.method == .head
        hasRequestEnded = isComplete
        let matched = connection.application.match(view)
        let limit = matched.bodyByteLimit ?? connection.settings.http2.bodyByteCount
        if isComplete {
            let body = body ?? UnsafeRawBufferPointer(start: nil, count: 0)
            // RFC 9113, section 8.1.1.
            guard view.head.contentLength ?? body.count == body.count else { return reset(.protocolError) }
            openExchange()
            guard body.count <= limit || matched.readsPieces else {
                return refuse(HTTPError(.contentTooLarge), matched, view)
            }
            return handle(matched, view, body, trailers: HTTPFields())
        }
        remainingLength = view.head.contentLength
        if matched.readsPieces { return beginPieces(matched, view) }
        request = .collecting(CollectedRequest(copying: view, matched: matched, limit: limit))
        if let length = remainingLength, length > limit { return refuse(HTTPError(.contentTooLarge)) }
        sendContinue(view)
    }

    private func handle(
        _ matched: MatchedRequest,
        _ view: HTTP1HeadView,
        _ body: UnsafeRawBufferPointer,
        trailers: HTTPFields
    ) {
        connection.application.handle(
            matched,
            view,
            body: body,
            trailers: trailers,
            remoteAddress: { self.connection.remoteAddress },
            on: self
        )
    }

    private func refuse(_ error: HTTPError, _ matched: MatchedRequest, _ view: HTTP1HeadView) {
        connection.application.refuse(
            error,
            matched,
            view,
            remoteAddress: { self.connection.remoteAddress },
            on: self
        )
    }

    private func beginPieces(_ matched: MatchedRequest, _ view: HTTP1HeadView) {
        request = .pieces
        pieces = BodyPieces()
        sendContinue(view)
        openExchange()
        connection.application.handlePieces(
            matched,
            view,
            remoteAddress: { self.connection.remoteAddress },
            on: self
        )
    }

    private func sendContinue(_ view: HTTP1HeadView) {
        guard view.head.expectsContinue else { return }
        connection.codec.writeHead(ofStreamAt: place, isEnd: false) { HPACKEncoder.append(status: 100, to: &$0) }
        connection.queueForFlush()
    }

    /// A part of the body is there.
    func receive(_ bytes: ByteBuffer, paddingByteCount: Int, isEnd: Bool) {
        guard !hasRequestEnded else { return }
        hasRequestEnded = isEnd
        if let remaining = remainingLength {
            // RFC 9113, section 8.1.1.
            guard bytes.readableBytes <= remaining else { return reset(.protocolError) }
            remainingLength = remaining - bytes.readableBytes
        }
        // Padding has been taken as soon as it is here.
        credit += paddingByteCount
        switch request {
        // No more of it is wanted.
        case .done: break
        case .collecting: collect(bytes)
        case .pieces: deliver(bytes)
        }
        if isEnd { endRequest(trailers: HTTPFields()) } else { refillWindow() }
    }

    private func collect(_ bytes: ByteBuffer) {
        guard case .collecting(let collected) = request else { return }
        collected.append(bytes)
        credit += bytes.readableBytes
        connection.collectedByteCount += bytes.readableBytes
        if collected.body.readableBytes > collected.limit { refuse(HTTPError(.contentTooLarge)) }
    }

    private func deliver(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        if pieces?.append(bytes) == true { credit += bytes.readableBytes }
    }

    /// The request is complete.
    func endRequest(trailers: HTTPFields) {
        hasRequestEnded = true
        guard !isClosed else { return }
        if let remainingLength, remainingLength > 0 { return reset(.protocolError) }
        switch request {
        case .done:
            break
        case .pieces:
            request = .done
            pieces?.end()
        case .collecting(let collected):
            request = .done
            openExchange()
            collected.withRequest { matched, view, body in handle(matched, view, body, trailers: trailers) }
            connection.collected(collected.body.readableBytes)
        }
    }

    /// Answers a request that is not understood, and so belongs to no route.
    func refuse(_ error: HTTPError, isComplete: Bool) {
        hasRequestEnded = isComplete
        openExchange()
        var response = makeResponse()
        ErrorResponse.encode(error, into: &response)
        send(response)
    }

    /// Answers a request that is being collected; the rest of it is dropped.
    private func refuse(_ error: HTTPError) {
        guard case .collecting(let collected) = request else { return }
        dropRequest()
        openExchange()
        collected.withRequest { matched, view, _ in refuse(error, matched, view) }
    }

    private func dropRequest() {
        guard case .collecting(let collected) = request else { return }
        request = .done
        connection.collected(collected.body.readableBytes)
    }

    /// Gives the client back what has been taken of the stream's window, in a few large steps.
    func refillWindow() {
        guard credit > 0, credit >= connection.settings.http2.streamWindow / 2, !hasRequestEnded, !isClosed,
            !isCollecting || connection.mayCollectMore(self)
        else { return }
        connection.codec.grant(credit, toStreamAt: place)
        credit = 0
        connection.queueForFlush()
    }

    // MARK: The end

    func reset(_ code: MartletHTTP2.HTTP2ErrorCode) {
        if !isClosed { connection.reset(self, code) }
    }

    /// The stream is closed: by both sides when all is said, by one with a reset, or with its connection.
    func closed() {
        guard !isClosed else { return }
        isClosed = true
        unsent.removeAll()
        dropRequest()
        request = .done
        pieces?.fail()
        task?.cancel()
        deadlineTimer?.cancel()
        deadlineTimer = nil
        resumeWriter(with: .failure(CancellationError()))
    }

    /// The client has closed its side of the connection.
    func inputEnded() {
        task?.cancel()
        pieces?.fail()
        // Nobody will ever be able to complete it.
        if !isExchangeOpen, unsent.isEmpty { reset(.cancel) }
    }

    func checkTimeouts() {
        let tick = connection.loop.tick
        if let answeredAt {
            // Nobody will read the rest: RFC 9113, section 8.1. Not at once: most clients stop by themselves when they see
            // the answer, and curl loses an answer that a reset follows closely.
            if tick > answeredAt { reset(.noError) }
            return
        }
        if isCollecting, tick - beganAt > connection.settings.ticks.receive {
            return refuse(HTTPError(.requestTimeout, "the request did not arrive in time"))
        }
        if unsent.isEmpty {
            progressAt = tick
        } else if tick - progressAt > connection.settings.ticks.send {
            // The client does not take its answer.
            reset(.cancel)
        }
    }
}

extension HTTP2ConnectionHandler {
    var remoteAddress: String? {
        ServerAddress(context?.channel.remoteAddress)?.description
    }
}
