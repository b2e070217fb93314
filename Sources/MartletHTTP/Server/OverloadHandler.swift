import MartletHTTP1
import NIOCore

/// Answers a connection that is one too many with 503 and closes it.
final class OverloadHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let answer: StaticString = """
        HTTP/1.1 503 Service Unavailable\r
        Content-Type: application/json; charset=utf-8\r
        Content-Length: 53\r
        Retry-After: 1\r
        Connection: close\r
        \r
        {"error":"too many connections","code":"unavailable"}
        """

    /// How long a client has to read the answer: not long, since there is no room for it.
    private static let linger = TimeAmount.milliseconds(500)

    private let speaksTLS: Bool
    private var closing: Scheduled<Void>?

    init(speaksTLS: Bool) {
        self.speaksTLS = speaksTLS
    }

    func channelActive(context: ChannelHandlerContext) {
        // A handshake for a refusal would cost more than what there is no room for.
        guard !speaksTLS else { return context.close(promise: nil) }
        // The client is sending a request: a close before it was read would take the answer away from it.
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(staticString: Self.answer))).assumeIsolated().whenComplete {
            _ in
            context.close(mode: .output, promise: nil)
        }
        closing = context.eventLoop.assumeIsolated().scheduleTask(in: Self.linger) { context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Dropped.
    }

    // `Any` is NIO's: events have nothing in common.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        closing?.cancel()
    }
}
