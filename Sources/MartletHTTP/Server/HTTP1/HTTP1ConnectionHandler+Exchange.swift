import HTTPTypes
import Martlet
import MartletHTTP1
import NIOCore

extension HTTP1ConnectionHandler: ServerExchange {
    func start(deadline: Deadline?, _ work: @escaping @Sendable @isolated(any) () async -> Void) {
        // unstructured: the one task of a request. Its life is bounded by the exchange: it is cancelled with the
        // connection and at the deadline, and a server that drains waits for it.
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
        loop.eventLoop.assertInEventLoop()
        // Moved out, so that it has one owner and is written in place.
        var memory = ByteBuffer()
        swap(&memory, &bodyMemory)
        return OutgoingResponse(reusing: memory)
    }

    func send(_ response: consuming OutgoingResponse) {
        guard mayAnswer() else { return }
        writeWhole(response)
        if response.body.capacity <= Self.keptByteCount {
            bodyMemory = response.body
            bodyMemory.clear(minimumCapacity: 0)
        }
        endExchange()
    }

    func sendHead(_ response: OutgoingResponse) -> Bool {
        guard mayAnswer() else { return false }
        let head = writeHead(of: response, framing: .chunked)
        pieceFraming = head.framing
        if head.forbidsBody {
            endExchange()
            return false
        }
        queueForFlush()
        return true
    }

    func send(_ piece: ByteBuffer) async throws {
        guard isExchangeOpen, !isClosed else { throw CancellationError() }
        // An empty chunk would be the last one.
        guard piece.readableBytes > 0 else { return }
        writePiece(piece)
        queueForFlush()
        if output.readableBytes >= Self.outputBatchByteCount {
            flush()
            // A producer that never suspends, and a client as fast, would keep all others of this loop waiting.
            await Task.yield()
        }
        try await waitUntilWritable()
    }

    func finish(trailers: HTTPFields) {
        guard mayAnswer() else { return }
        writeEnd(trailers)
        endExchange()
    }

    func abort() {
        guard mayAnswer() else { return }
        closeExchange()
        closing = pieceFraming == .chunked ? .whenWritten : .brokenOff
        queueForFlush()
    }

    /// Whether an answer is owed to somebody who is still there. When nobody is, it was the last thing that the connection
    /// waited for.
    private func mayAnswer() -> Bool {
        loop.eventLoop.assertInEventLoop()
        guard isExchangeOpen else { return false }
        guard isClosed else { return true }
        closeExchange()
        settings.onClose()
        return false
    }

    private func closeExchange() {
        isExchangeOpen = false
        task = nil
        deadlineTimer?.cancel()
        deadlineTimer = nil
    }

    private func endExchange() {
        closeExchange()
        switch state.finishResponse() {
        case .next: break
        case .close(let lingers): closing = lingers ? .lingering : .whenWritten
        // Never: a request is answered when all of its body has been read.
        case .discardBody: closing = .lingering
        }
        proceed()
    }

    /// Goes on with what has arrived meanwhile, but not from within the task of the request that has just ended: the next
    /// one would begin with its context and its cancellation.
    func proceed() {
        guard !isProcessing, input.readableBytes > 0 else { return process() }
        noteActivity()
        if output.readableBytes > 0 || closing != nil { queueForFlush() }
        loop.eventLoop.execute { self.process() }
    }

    // MARK: Back-pressure

    private func waitUntilWritable() async throws {
        guard let context, !context.channel.isWritable else { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                if Task.isCancelled || isClosed {
                    continuation.resume(throwing: CancellationError())
                } else {
                    writabilityWaiter = continuation
                }
            }
        } onCancel: {
            loop.eventLoop.execute { self.resumeWriter(with: .failure(CancellationError())) }
        }
    }

    func resumeWriter(with result: Result<Void, any Error>) {
        guard let waiter = writabilityWaiter else { return }
        writabilityWaiter = nil
        waiter.resume(with: result)
    }
}
