import Martlet
import MartletHTTP
import NIOCore

/// One connection of a server: reads calls, starts them, and writes the answers as they come.
///
/// `@unchecked Sendable`: everything happens on the event loop of the channel. NIO calls the handler there; calls run there
/// too, because their tasks have the loop as executor.
///
/// `@exclusivity(unchecked)`: one thread, and no property is handed to code that could come back here while it is being
/// changed; ``process()`` moves the input out first.
final class ServerConnectionHandler: ChannelDuplexHandler, ServerConnection, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    /// How a connection ends.
    enum Closing {
        /// No more is read; it closes once the calls in flight are answered and the output is written.
        case draining
        /// The last output is being written.
        case begun
        /// Everything is written, and the peer, which may still be sending, has time to read it.
        case lingering
    }

    let table: MethodTable
    let loop: ServerLoop
    let settings: ServerConnectionSettings

    /// Set from `handlerAdded` until the channel is inactive.
    @exclusivity(unchecked) var context: ChannelHandlerContext?

    @exclusivity(unchecked) var splitter: MessageSplitter

    /// What has arrived and was not used yet.
    @exclusivity(unchecked) var input = ByteBuffer()
    /// What is to be flushed.
    @exclusivity(unchecked) var output = ByteBuffer()

    @exclusivity(unchecked) var isProcessing = false
    @exclusivity(unchecked) var isQueuedForFlush = false
    @exclusivity(unchecked) var isReadHeldBack = false
    @exclusivity(unchecked) var isWritable = true
    @exclusivity(unchecked) var closing: Closing?
    /// Whether the input ended, or cannot be read on.
    @exclusivity(unchecked) var hasInputEnded = false
    /// Whether the client may still be sending what nobody reads.
    @exclusivity(unchecked) var leavesInput = false

    /// Calls that are being answered, and the tasks of those that have suspended.
    @exclusivity(unchecked) var callCount = 0
    @exclusivity(unchecked) var lastCall: UInt64 = 0
    @exclusivity(unchecked) var lastFinished: UInt64 = 0
    @exclusivity(unchecked) var tasks: [UInt64: RunningCall] = [:]

    /// When the connection last made progress, and how much output the client had still to take then.
    @exclusivity(unchecked) var activitySince: Int
    @exclusivity(unchecked) var wasReceiving = false
    var waitingByteCount = 0
    var waitingSince = 0

    /// A call that has suspended.
    struct RunningCall {
        let task: Task<Void, Never>
        let timer: Scheduled<Void>?
        let isOneway: Bool
    }

    init(_ table: MethodTable, loop: ServerLoop, settings: ServerConnectionSettings) {
        self.table = table
        self.loop = loop
        self.settings = settings
        splitter = MessageSplitter(
            settings.transport,
            settings.kind,
            limits: settings.limits.message,
            headerLimit: settings.limits.headerByteCount
        )
        activitySince = loop.tick
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    func channelActive(context: ChannelHandlerContext) {
        // Accepted in the moment in which the server began to stop.
        if loop.isDraining { shutDown() }
        context.fireChannelActive()
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
        if isWritable { proceed() }
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

    /// While as many calls are being answered as may be, or the client does not take the replies, nothing more is read:
    /// the rest waits in the kernel, and so in the client.
    private var hasReadEnough: Bool { isBusy && closing == nil }

    var isBusy: Bool { callCount >= settings.limits.callCount || !isWritable }

    // MARK: The end

    /// Reads no more, and closes as soon as the calls in flight are answered.
    func shutDown() {
        guard closing == nil else { return }
        closing = .draining
        leavesInput = !hasInputEnded
        input = ByteBuffer()
        queueForFlush()
        // What was held back is to be dropped now, and the end of the input seen.
        resumeReading()
    }

    /// Closes the connection whatever it is doing, and cancels its calls, oneway ones too.
    func closeNow() {
        for call in tasks.values { call.task.cancel() }
        context?.close(promise: nil)
    }

    /// The client sends no more. None of Apache's closes its sending side alone: nobody waits for the answers of the calls that
    /// are still running, so they are cancelled; those that are done are written. Oneway calls, of which nobody waits for an
    /// answer in the first place, go on.
    private func inputEnded() {
        hasInputEnded = true
        if case .lingering? = closing { return closeNow() }
        shutDown()
        leavesInput = false
        cancelAwaitedCalls()
    }

    private func cancelAwaitedCalls() {
        for call in tasks.values where !call.isOneway { call.task.cancel() }
    }

    /// The channel is closed. Calls in flight hold the connection's place until their tasks have ended.
    private func end() {
        guard context != nil else { return }
        context = nil
        cancelAwaitedCalls()
        input = ByteBuffer()
        output = ByteBuffer()
        if callCount == 0 { leave() }
    }

    /// Nothing is left of the connection. Until then the loop knows it, to cancel its oneway calls when the server ends.
    func leave() {
        loop.remove(self)
        settings.onClose()
    }

    var isClosed: Bool { context == nil }
}
