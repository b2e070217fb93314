import Martlet
import NIOCore

/// How the response of a method is written.
enum MethodOutput<Response: Sendable>: Sendable {
    /// Appends one message with its frame.
    case message(@Sendable (Response, OutgoingMessages, inout ByteBuffer) throws -> Void)
    /// Makes messages with their frames as they are asked for.
    case messages(@Sendable (Response, OutgoingMessages) -> ResponseStream<ByteBuffer>)

    static func single<Output>(
        _ codec: GRPCCodec<Output>,
        _ encode: @escaping @Sendable (Response) throws -> Output
    ) -> MethodOutput {
        .message { response, messages, buffer in
            try messages.write(encode(response), codec, to: &buffer)
        }
    }

    static func stream<Output, Element>(
        _ codec: GRPCCodec<Output>,
        _ encode: @escaping @Sendable (Element) throws -> Output
    ) -> MethodOutput where Response == ResponseStream<Element> {
        .messages { stream, messages in
            stream.map { element in
                var buffer = ByteBuffer()
                try messages.write(encode(element), codec, to: &buffer)
                return buffer
            }
        }
    }
}

/// How the messages of an answer are framed.
struct OutgoingMessages: Sendable {
    let encoding: MessageEncoding
    let limit: Int

    func write<Message>(_ message: Message, _ codec: GRPCCodec<Message>, to buffer: inout ByteBuffer) throws {
        let start = buffer.writerIndex
        try MessageFrame.write(to: &buffer, limit: limit) { try codec.serialize(message, &$0) }
        if encoding != .identity { try encoding.packLast(in: &buffer, from: start) }
    }
}
