import Martlet
import NIOCore
import NIOHTTP2

/// The messages of a request on their way to the server.
struct Upload<Element: Sendable>: Sendable {
    private let request: RequestStream<Element>
    private let write: @Sendable (Element, inout ByteBuffer) throws -> Void

    /// - Parameters:
    ///   - request: The elements.
    ///   - write: Appends the message of an element, with its frame.
    init(_ request: RequestStream<Element>, write: @escaping @Sendable (Element, inout ByteBuffer) throws -> Void) {
        self.request = request
        self.write = write
    }

    /// Sends the messages and waits for the answer, whichever ends first.
    ///
    /// - Throws: The error of the request, when that has ended the call.
    func whileWaiting(_ stream: ClientStream) async throws -> ReceivedAnswer {
        try await withThrowingTaskGroup(of: ReceivedAnswer?.self) { group in
            group.addTask {
                try await send(on: stream)
                return nil
            }
            group.addTask { try await stream.waitForAnswer() }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw Status(.internal, "the call ended without an answer")
        }
    }

    /// Sends the messages beside whoever reads the answer.
    func start(on stream: ClientStream) {
        // unstructured: it begins with the call and goes on while the stream of answers is read, after the call has returned;
        // when the stream ends or is let go of, the call has ended and nothing more can be sent.
        let task = Task {
            do {
                try await send(on: stream)
            } catch {
                stream.connection.run { stream.fail(error, .cancel) }
            }
        }
        stream.onEnd { task.cancel() }
    }

    /// Sends the messages, then their end. When the call has ended before them there is nothing to be told.
    private func send(on stream: ClientStream) async throws {
        for try await element in request {
            var message = ByteBuffer()
            try write(element, &message)
            guard try await stream.send(message) else { return }
        }
        // Most sequences end when their task is cancelled: then they are not complete.
        try Task.checkCancellation()
        stream.finishRequest()
    }
}
