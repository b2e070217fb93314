import HTTPTypes
import Martlet
import MartletHTTP2
import NIOCore

extension HTTP2Stream: ServerExchange {
    var carriesTrailers: Bool { true }

    func openExchange() {
        isExchangeOpen = true
        connection.openExchangeCount += 1
    }

    func start(deadline: Deadline?, _ work: @escaping @Sendable @isolated(any) () async -> Void) {
        let loop = connection.loop
        // unstructured: the one task of a request. Its life is bounded by the exchange: it is cancelled with the stream and
        // at the deadline, and a server that drains waits for it.
        let task = Task.immediateDetached(executorPreference: loop.executor, operation: work)
        // Most requests are done by now.
        guard isExchangeOpen else { return }
        guard !isClosed else { return task.cancel() }
        self.task = task
        if let deadline {
            deadlineTimer = loop.eventLoop.scheduleTask(in: TimeAmount(deadline.remaining())) { task.cancel() }
        }
    }

    func makeResponse() -> OutgoingResponse {
        connection.loop.eventLoop.assertInEventLoop()
        return OutgoingResponse()
    }

    func send(_ response: consuming OutgoingResponse) {
        guard mayAnswer() else { return }
        // Before the last frame is written, with which the stream is gone: nothing is to be cancelled any more.
        closeExchange()
        let status = response.finalStatus
        let forbidsBody = forbidsBody(status)
        let trailers = forbidsBody ? HTTPFields() : response.trailers?() ?? HTTPFields()
        let hasTrailers = !trailers.hasNothingToSend
        let hasBody = !forbidsBody && response.body.readableBytes > 0
        let length = response.trailers == nil ? response.body.readableBytes : nil
        writeHead(response, status: status, length: length, isEnd: !hasBody && !hasTrailers)
        if hasBody { writeData(response.body, isEnd: !hasTrailers) }
        if hasTrailers { writeHead(isEnd: true) { trailers.writeTrailers(to: &$0) } }
        connection.queueForFlush()
    }

    func sendHead(_ response: OutgoingResponse) -> Bool {
        guard mayAnswer() else { return false }
        let status = response.finalStatus
        let forbidsBody = forbidsBody(status)
        if forbidsBody { closeExchange() }
        writeHead(response, status: status, length: nil, isEnd: forbidsBody)
        connection.queueForFlush()
        return !forbidsBody
    }

    func send(_ piece: ByteBuffer) async throws {
        guard isExchangeOpen, !isClosed else { throw CancellationError() }
        guard piece.readableBytes > 0 else { return }
        writeData(piece, isEnd: false)
        connection.queueForFlush()
        guard unsent.byteCount >= Self.unsentByteLimit else { return }
        connection.flush()
        // A producer that never suspends, and a client as fast, would keep all others of this loop waiting.
        await Task.yield()
        try await waitUntilTaken()
    }

    func finish(trailers: HTTPFields) {
        guard mayAnswer() else { return }
        closeExchange()
        if trailers.hasNothingToSend {
            writeData(ByteBuffer(), isEnd: true)
        } else {
            writeHead(isEnd: true) { trailers.writeTrailers(to: &$0) }
        }
        connection.queueForFlush()
    }

    func abort() {
        guard mayAnswer() else { return }
        closeExchange()
        // A reset would take with it what has been sent so far.
        connection.flush()
        reset(.internalError)
    }

    private func forbidsBody(_ status: Int) -> Bool {
        answersHead || status == 204 || status == 205 || status == 304
    }

    // MARK: The end of the exchange

    /// Whether an answer is owed to somebody who is still there. When nobody is, it was the last thing that was waited for.
    private func mayAnswer() -> Bool {
        connection.loop.eventLoop.assertInEventLoop()
        guard isExchangeOpen else { return false }
        guard isClosed else { return true }
        closeExchange()
        return false
    }

    private func closeExchange() {
        isExchangeOpen = false
        task = nil
        deadlineTimer?.cancel()
        deadlineTimer = nil
        pieces = nil
        if case .pieces = request { request = .done }
        connection.exchangeEnded()
    }

    // MARK: Waiting

    private func waitUntilTaken() async throws {
        guard unsent.byteCount >= Self.unsentByteLimit / 2 || isClosed else { return }
        let ticket = WaitTicket()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                if Task.isCancelled || isClosed {
                    continuation.resume(throwing: CancellationError())
                } else {
                    writer = (ticket, continuation)
                }
            }
        } onCancel: {
            connection.loop.eventLoop.execute {
                if self.writer?.ticket === ticket { self.resumeWriter(with: .failure(CancellationError())) }
            }
        }
    }

    func resumeWriter(with result: Result<Void, any Error>) {
        guard let writer else { return }
        self.writer = nil
        writer.continuation.resume(with: result)
    }

    func nextPiece() async throws -> ByteBuffer? {
        let eventLoop = connection.loop.eventLoop
        if eventLoop.inEventLoop {
            switch takePiece() {
            case .piece(let piece): return piece
            case .end: return nil
            case .failed: throw CancellationError()
            case .nothingYet: break
            }
        }
        let ticket = WaitTicket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(throwing: CancellationError())
                } else if eventLoop.inEventLoop {
                    wait(ticket, continuation)
                } else {
                    eventLoop.execute { self.wait(ticket, continuation) }
                }
            }
        } onCancel: {
            ticket.cancel()
            eventLoop.execute { self.pieces?.cancelWait(ticket) }
        }
    }

    private func wait(_ ticket: WaitTicket, _ continuation: CheckedContinuation<ByteBuffer?, any Error>) {
        switch takePiece() {
        case .piece(let piece): continuation.resume(returning: piece)
        case .end: continuation.resume(returning: nil)
        case .failed: continuation.resume(throwing: CancellationError())
        case .nothingYet: pieces?.wait(ticket, continuation)
        }
    }

    /// Takes what there is, and lets the client send as much again.
    private func takePiece() -> BodyPieces.Next {
        guard let next = pieces?.next() else { return isExchangeOpen ? .end : .failed }
        if case .piece(let piece) = next {
            credit += piece.readableBytes
            refillWindow()
        }
        return next
    }
}

extension OutgoingResponse {
    /// The status. One below 200 announces another answer, which never comes: it is a mistake of the service.
    fileprivate var finalStatus: Int {
        status.code < 200 ? 500 : min(status.code, 999)
    }
}
