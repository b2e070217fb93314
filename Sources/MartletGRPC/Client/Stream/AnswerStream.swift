import Martlet
import NIOCore

/// The messages of an answer, as they arrive. Who lets go of it cancels the call.
struct AnswerStream<Element: Sendable>: AsyncSequence, Sendable {
    private let call: OpenCall
    private let begin: @Sendable (ClientStream) async throws -> Void
    private let decode: @Sendable (MessageReader.Message, MessageEncoding) throws -> Element

    /// - Parameters:
    ///   - stream: The call.
    ///   - begin: Runs before the first message is read.
    ///   - decode: Makes an element of a message.
    init(
        _ stream: ClientStream,
        begin: @escaping @Sendable (ClientStream) async throws -> Void = { _ in },
        decode: @escaping @Sendable (MessageReader.Message, MessageEncoding) throws -> Element
    ) {
        call = OpenCall(stream)
        self.begin = begin
        self.decode = decode
    }

    /// The answer as the application gets it. The call ends with the reading, even while the response is kept somewhere.
    var response: ResponseStream<Element> {
        let response = ResponseStream(self)
        response.onEnd { [stream = call.stream] _ in stream.abandon() }
        return response
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(call: call, begin: begin, decode: decode)
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        let call: OpenCall
        let begin: @Sendable (ClientStream) async throws -> Void
        let decode: @Sendable (MessageReader.Message, MessageEncoding) throws -> Element
        var hasBegun = false
        var messages = CircularBuffer<MessageReader.Message>()

        mutating func next() async throws -> Element? {
            try await next(isolation: #isolation)
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Element? {
            do {
                if !hasBegun {
                    hasBegun = true
                    try await begin(call.stream)
                }
                if let message = messages.popFirst() { return try decode(message, call.stream.encoding) }
                guard let more = try await call.stream.nextMessages() else { return nil }
                messages = more
                guard let message = messages.popFirst() else { return nil }
                return try decode(message, call.stream.encoding)
            } catch {
                call.stream.abandon()
                throw error
            }
        }
    }
}

/// Cancels a call when nobody can read its answer any more.
final class OpenCall: Sendable {
    let stream: ClientStream

    init(_ stream: ClientStream) {
        self.stream = stream
    }

    deinit {
        stream.abandon()
    }
}
