import Martlet
import MartletDNSMessage
import NIOCore

/// Sends a question over a connection and collects the answer: two bytes of length and then the message
/// ([RFC 1035, section 4.2.2](https://www.rfc-editor.org/rfc/rfc1035#section-4.2.2)).
final class StreamAnswerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let query: DNSQuery
    private let result: EventLoopPromise<DNSMessage>
    private var received = ByteBuffer()

    init(query: DNSQuery, result: EventLoopPromise<DNSMessage>) {
        self.query = query
        self.result = result
    }

    func channelActive(context: ChannelHandlerContext) {
        var message = ByteBuffer()
        message.writeInteger(UInt16(clamping: query.bytes.count))
        message.writeBytes(query.bytes)
        let sent = context.eventLoop.makePromise(of: Void.self)
        let result = result
        sent.futureResult.whenFailure { result.fail($0) }
        context.channel.writeAndFlush(message, promise: sent)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var more = unwrapInboundIn(data)
        received.writeBuffer(&more)
        guard let length = received.getInteger(at: received.readerIndex, as: UInt16.self),
            let bytes = received.getBytes(at: received.readerIndex + 2, length: Int(length))
        else { return }
        switch query.judgeStream(bytes) {
        case .answer(let message): result.succeed(message)
        default: result.fail(Status(.internal, "the answer of the DNS server makes no sense"))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        result.fail(Status(.unavailable, "the DNS server closed the connection before it answered"))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        result.fail(error)
        context.close(promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        result.fail(ChannelError.ioOnClosedChannel)
    }
}
