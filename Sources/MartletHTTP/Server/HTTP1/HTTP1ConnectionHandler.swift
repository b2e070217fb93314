import Logging
import Martlet
import MartletHTTP1
import NIOCore

/// One HTTP/1.1 connection: moves bytes between the channel and ``HTTP1ServerConnection``, which decides, and hands whole
/// requests to the application.
///
/// `@unchecked Sendable`: everything happens on the event loop of the channel. NIO calls the handler there; requests run
/// there too, because ``start(deadline:_:)`` gives their tasks the loop as executor.
///
/// `@exclusivity(unchecked)`: the checks at run time were 3 % of a request. They have nothing to find: one thread, and no
/// property is handed to code that could come back here while it is being changed; ``process()`` moves the input out first.
final class HTTP1ConnectionHandler: ChannelDuplexHandler, ServerConnection, @unchecked Sendable {
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
    @exclusivity(unchecked) var context: ChannelHandlerContext?

    @exclusivity(unchecked) var state: HTTP1ServerConnection

    /// What has arrived and was not used yet.
    @exclusivity(unchecked) var input = ByteBuffer()

    /// What is to be flushed.
    @exclusivity(unchecked) var output = ByteBuffer()

    /// Memory for the body of the next response.
    @exclusivity(unchecked) var bodyMemory = ByteBuffer()

    /// A request whose body is arriving in chunks.
    @exclusivity(unchecked) var chunkedRequest: ChunkedRequest?

    /// Whether the input is being read: then nothing reads it from within.
    @exclusivity(unchecked) var isProcessing = false

    /// Whether a response is owed.
    @exclusivity(unchecked) var isExchangeOpen = false

    /// How the body of the response is framed, while it is sent in pieces.
    var pieceFraming = HTTP1ResponseFraming.chunked

    /// What to do when the output is flushed.
    @exclusivity(unchecked) var closing: Closing?

    @exclusivity(unchecked) var isQueuedForFlush = false
    @exclusivity(unchecked) var isReadHeldBack = false

    /// Whether the channel takes more output. While it does not, no further request is answered.
    @exclusivity(unchecked) var isWritable = true

    /// Whether the client has closed its sending side.
    var hasInputEnded = false

    /// The task of the request that is being answered, once it has suspended.
    @exclusivity(unchecked) var task: Task<Void, Never>?
    var deadlineTimer: Scheduled<Void>?

    /// Whoever waits for the peer to take what was sent.
    var writabilityWaiter: CheckedContinuation<Void, any Error>?

    @exclusivity(unchecked) var activity = Activity.idle
    @exclusivity(unchecked) var activitySince: Int

    /// How much output the client had still to take at the last check, and since when it is as much.
    var waitingByteCount = 0
    var waitingSince = 0

    /// How a connection ends.
    enum Closing {
        /// Once the output is written.
        case whenWritten
        /// Once the output is written, and in a way that shows that it is not complete.
        case brokenOff
        /// Once the output is written and the peer, which may still be sending, has had time to read it.
        case lingering
        /// The last output is being written.
        case begun
        /// Everything is written, and the peer has time to read it.
        case outputClosed
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
        input.appendInput(unwrapInboundIn(data))
        process()
    }

    // `Any` is NIO's: events have nothing in common.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { inputEnded() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        if isWritable {
            resumeWriter(with: .success(()))
            if !isExchangeOpen { proceed() }
        }
        context.fireChannelWritabilityChanged()
    }

    func read(context: ChannelHandlerContext) {
        if hasReadEnough {
            isReadHeldBack = true
        } else {
            context.read()
        }
    }

    func resumeReading() {
        guard isReadHeldBack, !hasReadEnough else { return }
        isReadHeldBack = false
        context?.read()
    }

    /// While a request is answered, or the client does not take the answers, no more than so much of the next requests is
    /// read: the rest waits in the kernel, and so in the client.
    private var hasReadEnough: Bool {
        (isExchangeOpen || !isWritable) && closing == nil && input.readableBytes >= settings.readAheadByteCount
    }

    // MARK: The end

    /// Closes an idle connection, and any other as soon as its request is answered.
    func shutDown() {
        guard state.shutDown(), !isExchangeOpen, closing == nil, input.readableBytes == 0 else { return }
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
        hasInputEnded = true
        guard state.endInput() else {
            task?.cancel()
            return
        }
        if case .outputClosed? = closing { return closeNow() }
        if closing == nil { closing = .whenWritten }
        flush()
    }

    /// The channel is closed. A request that is still being answered holds the connection's place until its task has ended.
    private func end() {
        guard context != nil else { return }
        context = nil
        loop.remove(self)
        task?.cancel()
        deadlineTimer?.cancel()
        deadlineTimer = nil
        input = ByteBuffer()
        output = ByteBuffer()
        resumeWriter(with: .failure(CancellationError()))
        if !isExchangeOpen { settings.onClose() }
    }
}
