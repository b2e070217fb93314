import Martlet
import NIOCore
import NIOHTTP2

/// One HTTP/2 connection: its streams, its end, and what the codec of swift-nio-http2 has to be told.
///
/// It works on the frames of the whole connection. A channel per stream, which swift-nio-http2 offers, was measured at less
/// than half the calls per second.
///
/// `@unchecked Sendable`: everything happens on the event loop of the channel. NIO calls the handler there; requests run
/// there too, because ``HTTP2Stream/start(deadline:_:)`` gives their tasks the loop as executor.
///
/// `@exclusivity(unchecked)`: as in ``HTTP1ConnectionHandler``. No property is handed to code that could come back here
/// while it is being changed.
final class HTTP2ConnectionHandler: ChannelInboundHandler, ServerConnection, @unchecked Sendable {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

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
    let output = HTTP2OutputHandler()

    /// Set from `handlerAdded` until the channel is inactive.
    @exclusivity(unchecked) var context: ChannelHandlerContext?

    /// The streams that the codec has open.
    @exclusivity(unchecked) var streams: [HTTP2StreamID: HTTP2Stream] = [:]

    /// The last stream that the client has opened.
    @exclusivity(unchecked) var lastStreamID = HTTP2StreamID.rootStream

    /// Requests that are owed an answer, also those that the client has taken back and whose endpoint is still running.
    @exclusivity(unchecked) var openExchangeCount = 0

    /// Bytes of bodies that are being collected.
    @exclusivity(unchecked) var collectedByteCount = 0

    /// The head of the request that is being read.
    @exclusivity(unchecked) var headText = ByteBuffer()

    @exclusivity(unchecked) var phase = Phase.opening
    @exclusivity(unchecked) var isQueuedForFlush = false

    /// Whether the codec has given the connection up, and has told the client.
    @exclusivity(unchecked) var hasFailed = false

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
        restingSince = loop.tick
        heardAt = loop.tick
    }

    /// What stands in the pipeline, from the socket on.
    var handlers: [any ChannelHandler] {
        let codec = NIOHTTP2Handler(
            mode: .server,
            frameDelegate: self,
            connectionConfiguration: settings.http2.codec,
            streamConfiguration: settings.http2.streams
        )
        return [output, codec, self]
    }

    var isClosed: Bool { context == nil }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        output.scheduleFlush = { [weak self] in self?.queueForFlush() }
        loop.add(self)
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
        receive(unwrapInboundIn(data))
    }

    // `Any` is NIO's: events have nothing in common.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as NIOHTTP2WindowUpdatedEvent:
            if event.streamID == .rootStream { refillConnectionWindow(event.inboundWindowSize) }
        case let event as StreamClosedEvent:
            streamClosed(event.streamID)
        case ChannelEvent.inputClosed:
            inputEnded()
        default:
            break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The codec tells of streams that it has reset too; when it has given the connection up it has said so to the client.
        if hasFailed { return failed() }
        guard error is any NIOHTTP2Error else { return closeNow() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            queueForFlush()
            if phase == .closing { writeLast() }
        }
        context.fireChannelWritabilityChanged()
    }

    // MARK: Output

    func write(_ payload: HTTP2Frame.FramePayload, on streamID: HTTP2StreamID) {
        guard let context, !hasFailed else { return }
        context.write(wrapOutboundOut(HTTP2Frame(streamID: streamID, payload: payload)), promise: nil)
    }

    func queueForFlush() {
        guard !isQueuedForFlush else { return }
        isQueuedForFlush = true
        loop.scheduleFlush(of: self)
    }

    func flush() {
        isQueuedForFlush = false
        guard let context else { return }
        output.flush { context.flush() }
    }
}

extension HTTP2ConnectionHandler: NIOHTTP2FrameDelegate {
    /// The codec has given a frame to the channel. Nothing may be written from within.
    func wroteFrame(_ frame: HTTP2Frame) {
        switch frame.payload {
        case .data(let data):
            streams[frame.streamID]?.wrote(data.data.readableBytes, isEnd: data.endStream)
        case .headers(let headers):
            if headers.endStream { streams[frame.streamID]?.wrote(0, isEnd: true) }
        case .goAway(_, let code, _):
            if code != .noError { hasFailed = true }
        default:
            break
        }
    }
}
