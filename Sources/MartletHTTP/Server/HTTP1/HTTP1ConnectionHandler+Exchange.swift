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
        self.task = task
        if let deadline {
            deadlineTimer = loop.eventLoop.scheduleTask(in: TimeAmount(deadline.remaining())) { task.cancel() }
        }
    }

    func makeResponse() -> OutgoingResponse {
        // Moved out, so that it has one owner and is written in place.
        var memory = ByteBuffer()
        swap(&memory, &bodyMemory)
        return OutgoingResponse(reusing: memory)
    }

    func send(_ response: consuming OutgoingResponse) {
        guard isExchangeOpen, !isClosed else { return }
        writeWhole(response)
        bodyMemory = response.body
        bodyMemory.clear(minimumCapacity: 0)
        endExchange()
    }

    func sendHead(_ response: OutgoingResponse) -> Bool {
        guard isExchangeOpen, !isClosed else { return false }
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
        if output.readableBytes >= Self.pieceBatchByteCount { flush() }
        try await waitUntilWritable()
    }

    func finish() {
        guard isExchangeOpen, !isClosed else { return }
        writeEnd()
        endExchange()
    }

    func abort() {
        closeNow()
    }

    /// How much output is collected before it is flushed within the tick.
    private static let pieceBatchByteCount = 64 * 1024

    private func endExchange() {
        isExchangeOpen = false
        task = nil
        deadlineTimer?.cancel()
        deadlineTimer = nil
        follow(state.finishResponse())
        process()
    }

    func follow(_ next: HTTP1AfterResponse) {
        switch next {
        case .next: break
        case .discardBody: isDiscarding = true
        case .close(let lingers): closing = lingers ? .lingering : .whenWritten
        }
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
