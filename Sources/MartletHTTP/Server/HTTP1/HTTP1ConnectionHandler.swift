import Logging
import Martlet
import MartletHTTP1
import NIOCore

/// One HTTP/1.1 connection: moves bytes between the channel and ``HTTP1ServerConnection``, which decides, and hands whole
/// requests to the application.
///
/// `@unchecked Sendable`: everything happens on the event loop of the channel. NIO calls the handler there; requests run
/// there too, because ``start(deadline:_:)`` gives their tasks the loop as executor.
final class HTTP1ConnectionHandler: ChannelDuplexHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    /// What the connection is doing, as far as time-outs are concerned.
    enum Activity {
        case idle
        case receiving
        case responding
        case lingering
    }

    let application: HTTPApplication
    let loop: ConnectionLoop
    let settings: ConnectionSettings

    /// Set from `handlerAdded` until the channel is inactive.
    var context: ChannelHandlerContext?

    var state: HTTP1ServerConnection

    /// What has arrived and was not used yet.
    var input = ByteBuffer()

    /// What is to be flushed.
    var output = ByteBuffer()

    /// Memory for the body of the next response.
    var bodyMemory = ByteBuffer()

    /// A request whose body is arriving in chunks.
    var chunkedRequest: ChunkedRequest?

    /// Whether the input is being read: then nothing reads it from within.
    var isProcessing = false

    /// Whether a response is owed.
    var isExchangeOpen = false

    /// Whether the rest of a body that nobody wanted is read and dropped.
    var isDiscarding = false

    /// How the body of the response is framed, while it is sent in pieces.
    var pieceFraming = HTTP1ResponseFraming.chunked

    /// What to do when the output is flushed.
    var closing: Closing?

    var isQueuedForFlush = false
    var isReadHeldBack = false

    /// The task of the request that is being answered, once it has suspended.
    var task: Task<Void, Never>?
    var deadlineTimer: Scheduled<Void>?

    /// Whoever waits for the peer to take what was sent.
    var writabilityWaiter: CheckedContinuation<Void, any Error>?

    var activity = Activity.idle
    var activitySince: Int
    var unwritableSince: Int?

    /// How a connection ends.
    enum Closing {
        /// Once the output is written.
        case whenWritten
        /// Once the output is written and the peer, which may still be sending, has had time to read it.
        case lingering
        /// The channel does the rest.
        case begun
    }

    init(application: HTTPApplication, loop: ConnectionLoop, settings: ConnectionSettings) {
        self.application = application
        self.loop = loop
        self.settings = settings
        state = HTTP1ServerConnection(limits: settings.limits)
        activitySince = loop.tick
    }

    var isClosed: Bool { context == nil }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
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
        guard closing == nil else { return }
        var arrived = unwrapInboundIn(data)
        if input.readableBytes == 0 {
            input = arrived
        } else {
            input.writeBuffer(&arrived)
        }
        process()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { inputEnded() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            unwritableSince = nil
            resumeWriter(with: .success(()))
        } else {
            unwritableSince = loop.tick
        }
        context.fireChannelWritabilityChanged()
    }

    func read(context: ChannelHandlerContext) {
        // While a request is answered, no more than so much of the next ones is read: the rest waits in the kernel, and
        // so in the client.
        if isExchangeOpen, input.readableBytes >= settings.readAheadByteCount {
            isReadHeldBack = true
        } else {
            context.read()
        }
    }

    func resumeReading() {
        guard isReadHeldBack else { return }
        isReadHeldBack = false
        context?.read()
    }

    // MARK: The end

    /// Closes an idle connection, and any other as soon as its request is answered.
    func shutDown() {
        guard state.shutDown(), !isExchangeOpen, input.readableBytes == 0 else { return }
        closing = .whenWritten
        flush()
    }

    /// Closes the connection whatever it is doing.
    func closeNow() {
        context?.close(promise: nil)
    }

    /// The client has closed its side. Whether it has gone or only finished sending cannot be told apart, so a request
    /// in flight is cancelled, but what it answers is sent.
    private func inputEnded() {
        if state.endInput() {
            if closing == nil { closing = .whenWritten }
            if case .begun? = closing { closeNow() } else { flush() }
        } else {
            task?.cancel()
        }
    }

    private func end() {
        guard context != nil else { return }
        context = nil
        loop.remove(self)
        task?.cancel()
        deadlineTimer?.cancel()
        resumeWriter(with: .failure(CancellationError()))
        settings.onClose()
    }
}
