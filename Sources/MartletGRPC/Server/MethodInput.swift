import Martlet
import MartletHTTP
import NIOCore

/// How the request of a method is read.
enum MethodInput<Request: Sendable>: Sendable {
    /// From the bytes of one message.
    case message(@Sendable (UnsafeRawBufferPointer) throws -> Request)
    /// From messages as they arrive.
    case messages(@Sendable (IncomingMessages) -> Request)

    static func single<Input>(
        _ codec: GRPCCodec<Input>,
        _ decode: @escaping @Sendable (Input) throws -> Request
    ) -> MethodInput {
        .message { try decode(codec.parseRequest($0)) }
    }

    static func stream<Input, Element>(
        _ codec: GRPCCodec<Input>,
        _ decode: @escaping @Sendable (Input) throws -> Element
    ) -> MethodInput where Request == RequestStream<Element> {
        .messages { messages in
            RequestStream(
                DecodedMessages(messages: messages) { bytes in
                    try bytes.withUnsafeReadableBytes { try decode(codec.parseRequest($0)) }
                }
            )
        }
    }

    var isStream: Bool {
        if case .messages = self { true } else { false }
    }
}

extension GRPCCodec {
    /// Reads a message of a client: what a codec says about one that it cannot read may not be meant for the client.
    fileprivate func parseRequest(_ bytes: UnsafeRawBufferPointer) throws -> Message {
        do {
            return try parse(bytes)
        } catch let error as any StatusConvertible {
            throw error
        } catch {
            throw Status(.internal, "a message of the request cannot be read", underlying: error)
        }
    }
}

/// The messages of a request on their way to an endpoint.
struct IncomingMessages: Sendable {
    let exchange: any ServerExchange
    let encoding: MessageEncoding
    let limit: Int
}

/// The messages of a request, read as they are asked for.
private struct DecodedMessages<Element: Sendable>: AsyncSequence, Sendable {
    let messages: IncomingMessages
    let decode: @Sendable (ByteBuffer) throws -> Element

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(messages: messages, decode: decode, reader: MessageReader(limit: messages.limit))
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        let messages: IncomingMessages
        let decode: @Sendable (ByteBuffer) throws -> Element
        var reader: MessageReader

        mutating func next() async throws -> Element? {
            try await next(isolation: #isolation)
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Element? {
            while true {
                if let message = try reader.next() {
                    return try decode(messages.encoding.unpack(message, limit: messages.limit))
                }
                guard let piece = try await messages.exchange.nextPiece() else {
                    try reader.finish()
                    return nil
                }
                reader.append(piece)
            }
        }
    }
}
