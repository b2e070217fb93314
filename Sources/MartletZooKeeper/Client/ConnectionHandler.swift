import NIOCore

/// Passes on what arrives on one connection, and reads no more until that has been dealt with.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer

    /// Says that a chunk has been dealt with.
    struct ChunkDone {}

    private let number: Int
    private let input: AsyncStream<ZooKeeperClient.Input>.Continuation
    private var chunks = 0
    private var wantsToRead = false
    private var error: (any Error)?

    init(number: Int, input: AsyncStream<ZooKeeperClient.Input>.Continuation) {
        self.number = number
        self.input = input
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        chunks += 1
        input.yield(.received(number, Array(unwrapInboundIn(data).readableBytesView)))
    }

    func read(context: ChannelHandlerContext) {
        if chunks == 0 { context.read() } else { wantsToRead = true }
    }

    /// `Any` is the signature that NIO's protocol asks for; the one event that is ours is told by its type.
    // `Any` is NIO's: events have nothing in common.
    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is ChunkDone else { return context.triggerUserOutboundEvent(event, promise: promise) }
        chunks -= 1
        if chunks == 0, wantsToRead {
            wantsToRead = false
            context.read()
        }
        promise?.succeed()
    }

    func channelInactive(context: ChannelHandlerContext) {
        input.yield(.closed(number, error))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The first one is the cause: a handshake that failed, and then a connection that ended in the midst of it.
        if self.error == nil { self.error = error }
        context.close(promise: nil)
    }
}
