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

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(staticString: Self.answer))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }
}
