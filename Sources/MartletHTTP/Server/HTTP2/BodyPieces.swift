import NIOCore

/// The body of a request on its way to a handler that takes it piece by piece.
///
/// Used on the loop of its connection; a value, so that nothing of it can be shared.
struct BodyPieces {
    /// What there is for whoever asks.
    enum Next {
        case piece(ByteBuffer)
        case end
        case failed
        case nothingYet
    }

    private var pieces = CircularBuffer<ByteBuffer>(initialCapacity: 2)
    private var hasEnded = false
    private var hasFailed = false
    private var waiter: Waiter?

    private struct Waiter {
        let ticket: WaitTicket
        let continuation: CheckedContinuation<ByteBuffer?, any Error>
    }

    /// Takes what there is. Pieces that have arrived come before a failure.
    mutating func next() -> Next {
        if let piece = pieces.popFirst() { return .piece(piece) }
        if hasFailed { return .failed }
        return hasEnded ? .end : .nothingYet
    }

    /// Keeps a piece, or hands it to who waits for it.
    ///
    /// - Returns: Whether it was handed over.
    mutating func append(_ piece: ByteBuffer) -> Bool {
        guard let waiter else {
            pieces.append(piece)
            return false
        }
        self.waiter = nil
        waiter.continuation.resume(returning: piece)
        return true
    }

    /// The body is complete.
    mutating func end() {
        hasEnded = true
        resume(.success(nil))
    }

    /// The client has gone; what has arrived is dropped.
    mutating func fail() {
        guard !hasEnded else { return }
        hasFailed = true
        pieces.removeAll()
        resume(.failure(CancellationError()))
    }

    /// Waits, when there is nothing yet and nobody else waits.
    mutating func wait(_ ticket: WaitTicket, _ continuation: CheckedContinuation<ByteBuffer?, any Error>) {
        guard waiter == nil, !ticket.isCancelled else { return continuation.resume(throwing: CancellationError()) }
        waiter = Waiter(ticket: ticket, continuation: continuation)
    }

    /// The task that waits has been cancelled.
    mutating func cancelWait(_ ticket: WaitTicket) {
        guard waiter?.ticket === ticket else { return }
        resume(.failure(CancellationError()))
    }

    private mutating func resume(_ result: Result<ByteBuffer?, any Error>) {
        guard let waiter else { return }
        self.waiter = nil
        waiter.continuation.resume(with: result)
    }
}
