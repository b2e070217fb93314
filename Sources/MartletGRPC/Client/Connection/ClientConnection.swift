import Martlet
import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOTLS

/// One HTTP/2 connection of a client, and the calls on it.
///
/// It works on the frames of the whole connection: a channel per stream was measured at less than half the calls per second.
///
/// `@unchecked Sendable`: what is not constant is used on the event loop of the channel only; ``run(_:)`` goes there.
///
/// `@exclusivity(unchecked)`: nothing is handed to code that could come back here while it is being changed.
final class ClientConnection: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    /// How far the connection has come.
    enum Phase {
        /// The server has yet to send its first frame.
        case opening
        /// Calls are taken.
        case open
        /// No more calls are taken; those that there are go on.
        case leaving
        case closed
    }

    let eventLoop: any EventLoop
    let settings: ClientConnectionSettings

    /// Whom to tell. Weak, since the pool owns the connections; read by any thread, written once, before it is shared.
    private(set) weak var pool: ConnectionPool?

    @exclusivity(unchecked) var phase = Phase.opening
    @exclusivity(unchecked) var context: ChannelHandlerContext?
    @exclusivity(unchecked) var streams: [HTTP2StreamID: ClientStream] = [:]
    @exclusivity(unchecked) private var nextStreamID = 1
    @exclusivity(unchecked) private var isQueuedForFlush = false

    /// Why the connection was given up, for the calls that it takes along.
    var failure: (any Error)?

    /// Whether the codec has given the connection up, and has told the server.
    private var hasFailed = false

    // MARK: Time

    @exclusivity(unchecked) var heardAt = NIODeadline.now()
    var pingedAt: NIODeadline?
    var emptySince = NIODeadline.now()
    var ticks: RepeatedTask?
    var connectTimer: Scheduled<Void>?
    @exclusivity(unchecked) var expiry: (deadline: Deadline, timer: Scheduled<Void>)?

    init(eventLoop: any EventLoop, settings: ClientConnectionSettings, pool: ConnectionPool) {
        self.eventLoop = eventLoop
        self.settings = settings
        self.pool = pool
    }

    /// What stands in the pipeline, from the socket or from TLS on.
    var handlers: [any ChannelHandler] {
        let codec = NIOHTTP2Handler(
            mode: .client,
            frameDelegate: self,
            connectionConfiguration: settings.codec,
            streamConfiguration: settings.streams
        )
        return [codec, self]
    }

    /// Runs something on the event loop, at once for who is there already.
    @inline(__always)
    func run(_ work: @escaping @Sendable () -> Void) {
        if eventLoop.inEventLoop { work() } else { eventLoop.execute(work) }
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        // The client was shut down meanwhile.
        if phase == .leaving { becameEmpty() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        receive(unwrapInboundIn(data))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isQueuedForFlush { context.flush() }
        context.fireChannelReadComplete()
    }

    // `Any` is NIO's: events have nothing in common.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let event as NIOHTTP2WindowUpdatedEvent:
            if event.streamID == .rootStream { refillConnectionWindow(event.inboundWindowSize) }
        case let event as StreamClosedEvent:
            streams.removeValue(forKey: event.streamID)?.closed(event.reason)
            if streams.isEmpty { becameEmpty() }
        case let event as TLSUserEvent:
            if case .handshakeCompleted(let agreed) = event, agreed != "h2" {
                close(Status(.unavailable, "the server does not speak HTTP/2: ALPN chose \(agreed ?? "nothing")"))
            }
        case ChannelEvent.inputClosed:
            close(Status(.unavailable, "the server has closed the connection"))
        default:
            break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The codec tells of streams that it has reset too.
        if hasFailed || !(error is any NIOHTTP2Error) {
            close(Status(.unavailable, "the connection has failed", underlying: error))
        }
    }

    // MARK: Calls

    /// Sends the head of a call, and its message if it is one; the call fails if the connection takes no more.
    func open(_ stream: ClientStream, _ head: HPACKHeaders, _ message: ByteBuffer?) {
        guard stream.end == nil else { return stream.giveUpPlace() }
        guard phase == .open, nextStreamID <= Int(Int32.max) else {
            leave()
            stream.fail(failure ?? Status(.unavailable, "the connection closes", delivery: .unprocessed), nil)
            return stream.giveUpPlace()
        }
        stream.id = HTTP2StreamID(nextStreamID)
        nextStreamID += 2
        streams[stream.id] = stream
        write(.headers(.init(headers: head)), on: stream.id)
        if let message {
            stream.isRequestComplete = true
            write(.data(.init(data: .byteBuffer(message), endStream: true)), on: stream.id)
        }
        if let deadline = stream.deadline { watch(deadline) }
        queueForFlush()
    }

    /// Tells the server that nobody is interested in a call any more.
    func reset(_ stream: ClientStream, _ code: NIOHTTP2.HTTP2ErrorCode) {
        guard stream.id != .rootStream, streams[stream.id] === stream else { return }
        write(.rstStream(code), on: stream.id)
        queueForFlush()
    }

    // MARK: Output

    func write(_ payload: HTTP2Frame.FramePayload, on id: HTTP2StreamID) {
        guard let context, !hasFailed else { return }
        context.write(wrapOutboundOut(HTTP2Frame(streamID: id, payload: payload)), promise: nil)
    }

    /// Writes data, and says when it has left or never will.
    func writeData(_ bytes: ByteBuffer, on id: HTTP2StreamID, _ isDone: @escaping () -> Void) {
        guard let context, !hasFailed else { return isDone() }
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in isDone() }
        let frame = HTTP2Frame(streamID: id, payload: .data(.init(data: .byteBuffer(bytes))))
        context.write(wrapOutboundOut(frame), promise: promise)
    }

    /// All that is written in one tick of the loop leaves together.
    func queueForFlush() {
        guard !isQueuedForFlush else { return }
        isQueuedForFlush = true
        eventLoop.execute {
            self.isQueuedForFlush = false
            self.context?.flush()
        }
    }
}

extension ClientConnection: NIOHTTP2FrameDelegate {
    /// The codec has given a frame to the channel. Nothing may be written from within.
    func wroteFrame(_ frame: HTTP2Frame) {
        if case .goAway(_, let code, _) = frame.payload, code != .noError { hasFailed = true }
    }
}
