import Martlet
import NIOCore
import NIOHPACK
import NIOHTTP2

/// What callers use, on any thread.
extension ClientStream {
    /// Sends a request of one message and waits for an answer of one message.
    func send(_ head: HPACKHeaders, _ message: ByteBuffer) async throws -> ReceivedAnswer {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                connection.run {
                    self.connection.open(self, head, message)
                    self.wait(.answer(continuation))
                }
            }
        } onCancel: {
            connection.run { self.cancel() }
        }
    }

    /// Sends the head of a request, and its message if there is only one.
    func begin(_ head: HPACKHeaders, _ message: ByteBuffer?) {
        connection.run { self.connection.open(self, head, message) }
    }

    /// Sends a message, and waits while much of what was sent has not left.
    ///
    /// - Returns: Whether the call goes on; if not, it has ended and the rest is of no use.
    /// - Throws: `CancellationError` when the task was cancelled.
    func send(_ message: ByteBuffer) async throws -> Bool {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Bool, any Error>) in
                connection.run { self.write(message, continuation) }
            }
        } onCancel: {
            connection.run { self.resumeWriter(.failure(CancellationError())) }
        }
    }

    /// No message follows.
    func finishRequest() {
        connection.run {
            guard self.end == nil, !self.isRequestComplete, self.id != .rootStream else { return }
            self.isRequestComplete = true
            self.connection.write(.data(.init(data: .byteBuffer(ByteBuffer()), endStream: true)), on: self.id)
            self.connection.queueForFlush()
        }
    }

    /// Waits for the head of the answer, or for its end.
    ///
    /// - Throws: What the call has failed with.
    func waitForHeader() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                connection.run { self.wait(.header(continuation)) }
            }
        } onCancel: {
            connection.run { self.cancel() }
        }
    }

    /// Waits for the answer of a request that was sent in pieces.
    func waitForAnswer() async throws -> ReceivedAnswer {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                connection.run { self.wait(.answer(continuation)) }
            }
        } onCancel: {
            connection.run { self.cancel() }
        }
    }

    /// Waits for messages; `nil` after the last.
    ///
    /// - Throws: What the call has failed with.
    func nextMessages() async throws -> CircularBuffer<MessageReader.Message>? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                connection.run { self.wait(.messages(continuation)) }
            }
        } onCancel: {
            connection.run { self.cancel() }
        }
    }

    /// Nobody waits for anything any more.
    func abandon() {
        connection.run { self.cancel() }
    }

    /// As much of a request as waits for the server before its producer has to.
    private static let unsentByteLimit = 64 * 1_024

    /// Runs a closure when the call has ended, at once if it has.
    func onEnd(_ work: @escaping @Sendable () -> Void) {
        connection.run {
            if self.end == nil { self.endHandler = work } else { work() }
        }
    }

    private func write(_ message: ByteBuffer, _ continuation: CheckedContinuation<Bool, any Error>) {
        guard end == nil, !isRequestComplete, id != .rootStream else { return continuation.resume(returning: false) }
        let count = message.readableBytes
        unsentByteCount += count
        connection.writeData(message, on: id) {
            self.unsentByteCount -= count
            if self.unsentByteCount < Self.unsentByteLimit / 2 { self.resumeWriter(.success(true)) }
        }
        connection.queueForFlush()
        if unsentByteCount < Self.unsentByteLimit {
            continuation.resume(returning: true)
        } else {
            writer = continuation
        }
    }
}
