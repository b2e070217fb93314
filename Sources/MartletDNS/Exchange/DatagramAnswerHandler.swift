import Martlet
import MartletDNSMessage
import NIOCore

/// Sends a question as a datagram and waits for the one that answers it.
final class DatagramAnswerHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let query: DNSQuery
    private let result: EventLoopPromise<DNSMessage?>
    private let ignored: @Sendable () -> Void

    init(query: DNSQuery, result: EventLoopPromise<DNSMessage?>, ignored: @escaping @Sendable () -> Void) {
        self.query = query
        self.result = result
        self.ignored = ignored
    }

    func channelActive(context: ChannelHandlerContext) {
        let sent = context.eventLoop.makePromise(of: Void.self)
        let result = result
        sent.futureResult.whenFailure { result.fail($0) }
        context.channel.writeAndFlush(ByteBuffer(bytes: query.bytes), promise: sent)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch query.judge(Array(unwrapInboundIn(data).data.readableBytesView)) {
        case .answer(let message): result.succeed(message)
        case .needsStream: result.succeed(nil)
        case .ignored: ignored()
        case .malformed: result.fail(Status(.internal, "the answer of the DNS server makes no sense"))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        result.fail(error)
        context.close(promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        result.fail(ChannelError.ioOnClosedChannel)
    }
}
