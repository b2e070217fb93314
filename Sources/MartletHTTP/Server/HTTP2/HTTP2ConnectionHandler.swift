import Martlet
import MartletHTTP2
import NIOCore

/// One HTTP/2 connection: its streams, its end, and what passes between the codec and the channel.
///
/// It stands alone in the pipeline and works on the bytes of the whole connection, with a codec of our own: in swift-nio-http2
/// half of the time of a call was spent.
///
/// `@unchecked Sendable`: everything happens on the event loop of the channel. NIO calls the handler there; requests run
/// there too, because ``HTTP2Stream/start(deadline:_:)`` gives their tasks the loop as executor.
///
/// `@exclusivity(unchecked)`: as in ``HTTP1ConnectionHandler``. No property is handed to code that could come back here
/// while it is being changed.
final class HTTP2ConnectionHandler: ChannelInboundHandler, ServerConnection, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How far the connection has come.
    enum Phase {
        /// The client has yet to send its preface.
        case opening
        /// Requests are taken.
        case open
        /// The client has been told that no more requests will be taken; those that were on the way still are.
        case announced
        /// The client knows the last request that is taken.
        case leaving
        /// The last output is written or being written.
        case closing
    }

    let application: HTTPApplication
    let loop: ConnectionLoop
    let settings: ConnectionSettings

    @exclusivity(unchecked) var codec: HTTP2ServerConnection

    /// Set from `handlerAdded` until the channel is inactive.
    @exclusivity(unchecked) var context: ChannelHandlerContext?

    /// What has arrived and is the beginning of a frame.
    @exclusivity(unchecked) var input = ByteBuffer()

    /// Memory for what is handed to the channel.
    @exclusivity(unchecked) var output = ByteBuffer()

    /// The open streams, at their places in the table of the codec.
    @exclusivity(unchecked) var streams: [HTTP2Stream?] = []

    /// Streams that have something to send and were not kept from it by their own window: each sends a frame in its turn.
    @exclusivity(unchecked) var sending = CircularBuffer<HTTP2Stream>(initialCapacity: 0)

    /// Requests that are owed an answer, also those that the client has taken back and whose endpoint is still running.
    @exclusivity(unchecked) var openExchangeCount = 0

    /// Bytes of bodies that are being collected.
    @exclusivity(unchecked) var collectedByteCount = 0

    @exclusivity(unchecked) var phase = Phase.opening
    @exclusivity(unchecked) var isQueuedForFlush = false

    /// How far ``Phase/closing`` has come.
    var isLastWritten = false
    var isOutputClosed = false

    /// Whether the client has closed its side.
    var hasInputEnded = false

    // MARK: Times, in ticks

    /// When the connection came to where it is: its phase, or having no streams.
    @exclusivity(unchecked) var restingSince: Int

    /// When the client was last heard of.
    @exclusivity(unchecked) var heardAt: Int

    /// When the client was asked for a sign of life.
    var pingedAt: Int?

    /// How much output the client had still to take at the last check, and since when it is as much.
    var waitingByteCount = 0
    var waitingSince = 0

    init(application: HTTPApplication, loop: ConnectionLoop, settings: ConnectionSettings) {
        self.application = application
        self.loop = loop
        self.settings = settings
        codec = HTTP2ServerConnection(settings.http2.codec)
        restingSince = loop.tick
        heardAt = loop.tick
    }

    var isClosed: Bool { context == nil }

    var openStreams: [HTTP2Stream] { streams.compactMap(\.self) }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop.add(self)
        codec.isOutputBlocked = !context.channel.isWritable
        queueForFlush()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        heardAt = loop.tick
        guard phase != .closing else { return }
        input.appendInput(unwrapInboundIn(data))
        read()
    }

    // `Any` is NIO's: events have nothing in common.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { inputEnded() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        closeNow()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        codec.isOutputBlocked = !context.channel.isWritable
        if context.channel.isWritable {
            queueForFlush()
            if phase == .closing { writeLast() }
        }
        context.fireChannelWritabilityChanged()
    }
}
