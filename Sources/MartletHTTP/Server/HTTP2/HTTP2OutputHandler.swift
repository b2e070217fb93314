import NIOCore

/// Stands between the codec of HTTP/2 and the socket, and puts the small writes of the codec together: a response of three
/// frames would be six of them.
///
/// The codec also flushes on its own account, once per read. That is put off to the end of the loop's tick, like all flushes
/// of the loop (see ``ConnectionLoop/scheduleFlush(of:)``).
///
/// `@exclusivity(unchecked)`: as in ``HTTP1ConnectionHandler``.
final class HTTP2OutputHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = ByteBuffer

    /// Asks for a flush at the end of the tick.
    var scheduleFlush: () -> Void = {}

    /// Whether what still arrives is dropped: the codec would go on finding fault with it.
    @exclusivity(unchecked) var dropsInput = false

    @exclusivity(unchecked) private var context: ChannelHandlerContext?
    @exclusivity(unchecked) private var buffer = ByteBuffer()
    @exclusivity(unchecked) private var isFlushing = false

    /// Bytes that are worth a write of their own, without being copied.
    private static let largeByteCount = 16 * 1024

    /// Bytes that are collected at most; more is given to the channel, which so learns that it has enough.
    private static let batchByteCount = 64 * 1024

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        scheduleFlush = {}
        buffer = ByteBuffer()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !dropsInput { context.fireChannelRead(data) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .byteBuffer(let bytes) = unwrapOutboundIn(data) else {
            // The codec makes no other.
            promise?.fail(ChannelError.operationUnsupported)
            return
        }
        if promise == nil, bytes.readableBytes < Self.largeByteCount {
            buffer.writeImmutableBuffer(bytes)
            if buffer.readableBytes >= Self.batchByteCount { writeBuffer(to: context) }
        } else {
            writeBuffer(to: context)
            context.write(wrapOutboundOut(bytes), promise: promise)
        }
    }

    func flush(context: ChannelHandlerContext) {
        if isFlushing {
            writeBuffer(to: context)
            context.flush()
        } else {
            scheduleFlush()
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode != .input { flushNow() }
        context.close(mode: mode, promise: promise)
    }

    /// Flushes now, with what `produce` makes the codec write.
    func flush(_ produce: () -> Void = {}) {
        isFlushing = true
        produce()
        isFlushing = false
        flushNow()
    }

    /// Writes bytes of our own between two frames of the codec.
    func inject(_ frame: ByteBuffer) {
        buffer.writeImmutableBuffer(frame)
    }

    /// Calls a closure when everything is written, or never will be.
    func whenWritten(_ end: @escaping () -> Void) {
        guard let context else { return end() }
        writeBuffer(to: context)
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in end() }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
    }

    /// Gives memory back that is not in use.
    func giveMemoryBack() {
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
    }

    private func flushNow() {
        guard let context else { return }
        // Moved out: the channel may call back while it writes, and what is written then belongs behind this.
        var bytes = ByteBuffer()
        swap(&bytes, &buffer)
        if bytes.readableBytes > 0 { context.write(wrapOutboundOut(bytes), promise: nil) }
        context.flush()
        // After a synchronous write the storage is ours alone again, and this keeps it.
        guard buffer.readableBytes == 0, bytes.capacity <= Self.batchByteCount else { return }
        bytes.clear(minimumCapacity: 0)
        buffer = bytes
    }

    private func writeBuffer(to context: ChannelHandlerContext) {
        guard buffer.readableBytes > 0 else { return }
        var bytes = ByteBuffer()
        swap(&bytes, &buffer)
        context.write(wrapOutboundOut(bytes), promise: nil)
    }
}
