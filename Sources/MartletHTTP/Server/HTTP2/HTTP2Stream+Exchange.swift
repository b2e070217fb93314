import HTTPTypes
import Martlet
import NIOCore
import NIOHPACK
import NIOHTTP2

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
        let trailers = forbidsBody ? HPACKHeaders() : HPACKHeaders(trailers: response.trailers?() ?? HTTPFields())
        let hasBody = !forbidsBody && response.body.readableBytes > 0
        sendHead(
            response,
            status: status,
            length: trailers.isEmpty && response.trailers == nil ? response.body.readableBytes : nil,
            isEnd: !hasBody && trailers.isEmpty
        )
        if hasBody { write(response.body, isEnd: trailers.isEmpty) }
        if !trailers.isEmpty { connection.write(.headers(.init(headers: trailers, endStream: true)), on: id) }
        connection.queueForFlush()
    }

    func sendHead(_ response: OutgoingResponse) -> Bool {
        guard mayAnswer() else { return false }
        let status = response.finalStatus
        let forbidsBody = forbidsBody(status)
        if forbidsBody { closeExchange() }
        sendHead(response, status: status, length: nil, isEnd: forbidsBody)
        connection.queueForFlush()
        return !forbidsBody
    }

    func send(_ piece: ByteBuffer) async throws {
        guard isExchangeOpen, !isClosed else { throw CancellationError() }
        guard piece.readableBytes > 0 else { return }
        write(piece, isEnd: false)
        connection.queueForFlush()
        guard unsentByteCount >= Self.unsentByteLimit else { return }
        connection.flush()
        // A producer that never suspends, and a client as fast, would keep all others of this loop waiting.
        await Task.yield()
        try await waitUntilTaken()
    }

    func finish(trailers: HTTPFields) {
        guard mayAnswer() else { return }
        closeExchange()
        let trailers = HPACKHeaders(trailers: trailers)
        if trailers.isEmpty {
            write(ByteBuffer(), isEnd: true)
        } else {
            connection.write(.headers(.init(headers: trailers, endStream: true)), on: id)
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

    // MARK: Writing

    private func sendHead(_ response: borrowing OutgoingResponse, status: Int, length: Int?, isEnd: Bool) {
        let length = status == 204 || status == 304 ? nil : status == 205 ? 0 : length
        let headers = HPACKHeaders(status: status, of: response, length: length, date: connection.loop.date())
        connection.write(.headers(.init(headers: headers, endStream: isEnd)), on: id)
    }

    private func write(_ bytes: ByteBuffer, isEnd: Bool) {
        if unsentByteCount == 0 {
            progress = 0
            progressAt = connection.loop.tick
        }
        unsentByteCount += bytes.readableBytes
        connection.write(.data(.init(data: .byteBuffer(bytes), endStream: isEnd)), on: id)
    }

    /// The codec has given a part of the answer to the channel. Nothing may be written from within.
    func wrote(_ byteCount: Int, isEnd: Bool) {
        unsentByteCount -= byteCount
        progress += byteCount
        if progress >= Self.noteworthyByteCount {
            progress = 0
            progressAt = connection.loop.tick
        }
        if unsentByteCount < Self.unsentByteLimit / 2 { resumeWriter(with: .success(())) }
        if isEnd, !hasRequestEnded { answeredAt = connection.loop.tick }
    }

    /// As much of an answer as is kept here before its producer has to wait.
    private static let unsentByteLimit = 64 * 1024

    /// What a client has to take within the time for it, so that windows of a few bytes do not hold an answer for ever.
    private static let noteworthyByteCount = 1024

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
        guard unsentByteCount >= Self.unsentByteLimit / 2 || isClosed else { return }
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
