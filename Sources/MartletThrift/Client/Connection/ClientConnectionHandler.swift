import Martlet
import MartletHTTP
import MartletThriftProtocol
import NIOCore
import NIOTLS

/// One connection of a client: writes calls as they come, and finds for each answer the call that waits for it.
///
/// `@unchecked Sendable`: everything happens on the event loop of the channel.
final class ClientConnectionHandler: ChannelInboundHandler, PipelinedHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let configuration: ThriftClient.Configuration
    private let form: MessageForm
    private let onClose: (ClientConnectionHandler) -> Void
    /// Done when calls can be sent; failed when the connection ends before.
    private(set) var ready: EventLoopPromise<ClientConnectionHandler>?
    private var context: ChannelHandlerContext?
    private var splitter: MessageSplitter
    @exclusivity(unchecked) private var input = ByteBuffer()
    @exclusivity(unchecked) private var output = ByteBuffer()
    @exclusivity(unchecked) private var scratch: [UInt8] = []
    @exclusivity(unchecked) private var calls: [Int32: ClientCall] = [:]
    /// Calls without an answer that are in the output.
    private var onewayCalls: [ClientCall] = []
    /// Calls that are written when the server has taken what was written before them. So a server that takes nothing does
    /// not fill the memory, and who gives such a call up knows that it never left.
    private var waiting = CircularBuffer<ClientCall>()
    @exclusivity(unchecked) private var isWritable = true
    @exclusivity(unchecked) private var lastSequenceID: Int32 = 0
    /// Whether every number has been given to a call once.
    private var hasCountedThrough = false
    @exclusivity(unchecked) private var isFlushScheduled = false
    /// Why the connection ended, when it was this side that ended it.
    private var failure: (any Error)?

    init(
        _ configuration: ThriftClient.Configuration,
        onClose: @escaping (ClientConnectionHandler) -> Void
    ) {
        self.configuration = configuration
        self.onClose = onClose
        form = MessageForm(of: configuration.transport, configuration.protocol)
        splitter = MessageSplitter(
            configuration.transport,
            configuration.protocol,
            limits: configuration.limits,
            headerLimit: configuration.headerByteCount
        )
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        ready = context.eventLoop.makePromise()
    }

    func channelActive(context: ChannelHandlerContext) {
        if configuration.tls == nil { ready?.succeed(self) }
        context.fireChannelActive()
    }

    // `Any` is NIO's: events have nothing in common.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // With TLS the connection is there when both sides have agreed on it.
        if case .handshakeCompleted? = event as? TLSUserEvent { ready?.succeed(self) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        while isWritable, let call = waiting.popFirst() { send(call, in: context) }
        context.fireChannelWritabilityChanged()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        input.appendInput(unwrapInboundIn(data))
        process()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        breakOff(error)
    }

    private func breakOff(_ error: any Error) {
        if failure == nil { failure = error }
        context?.close(promise: nil)
    }

    func close() {
        breakOff(Status(.unavailable, "the client is closed"))
    }

    private func end() {
        guard context != nil else { return }
        context = nil
        onClose(self)
        ready?.fail(failure ?? Status(.unavailable, "the server has closed the connection"))
        ready = nil
        let lost = Array(calls.values) + onewayCalls + waiting
        calls = [:]
        onewayCalls = []
        waiting = []
        input = ByteBuffer()
        for call in lost { fail(call) }
    }

    private func fail(_ call: ClientCall) {
        call.fail(.unavailable, "the connection to the server was lost", cause: failure)
    }

    // MARK: Calls

    /// Writes a call, to be flushed with those that come in the same tick; later, when the server does not take what is
    /// written.
    func send(_ call: ClientCall) {
        guard let context else { return fail(call) }
        guard calls.count + waiting.count < configuration.callCount else {
            return call.fail(Status(.resourceExhausted, "too many calls wait for their answers", delivery: .rejected))
        }
        guard isWritable else { return waiting.append(call) }
        send(call, in: context)
    }

    private func send(_ call: ClientCall, in context: ChannelHandlerContext) {
        repeat { countCall() } while calls[lastSequenceID] != nil
        call.sequenceID = lastSequenceID
        do throws(ThriftProtocolError) {
            try write(call)
        } catch {
            return call.fail(
                Status(.internal, "the arguments cannot be encoded", delivery: .rejected, underlying: error)
            )
        }
        if call.isOneway { onewayCalls.append(call) } else { calls[call.sequenceID] = call }
        call.isSent = true
        // What is much is flushed at once, so that it is seen how much of it the server takes.
        guard output.readableBytes < Self.keptByteCount else { return flush() }
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        context.eventLoop.assumeIsolated().execute { self.flush() }
    }

    private func countCall() {
        hasCountedThrough = hasCountedThrough || lastSequenceID == .max
        lastSequenceID = lastSequenceID == .max ? 1 : lastSequenceID + 1
    }

    /// Whether a call had the number, and may have been given up since.
    private func wasGiven(_ sequenceID: Int32) -> Bool {
        sequenceID > 0 && (hasCountedThrough || sequenceID <= lastSequenceID)
    }

    /// Writes a message behind the others; none of it when it cannot be written.
    private func write(_ call: ClientCall) throws(ThriftProtocolError) {
        scratch.removeAll(keepingCapacity: scratch.capacity <= Self.keptByteCount)
        try call.write(form.kind, to: &scratch)
        try form.append(scratch, headers: call.headers, sequenceID: call.sequenceID, to: &output)
    }

    private static let keptByteCount = 64 * 1024

    /// Forgets a call: its answer is dropped.
    func drop(_ call: ClientCall) {
        if !call.isSent {
            waiting.removeAll { $0 === call }
        } else if call.isOneway {
            onewayCalls.removeAll { $0 === call }
        } else if calls[call.sequenceID] === call {
            // A call of the connection before this one may have had the number, too.
            calls[call.sequenceID] = nil
        }
    }

    private func flush() {
        isFlushScheduled = false
        guard let context, output.readableBytes > 0 else { return }
        // Moved out: the channel may call back while it writes.
        var bytes = ByteBuffer()
        swap(&bytes, &output)
        context.writeAndFlush(wrapOutboundOut(bytes), promise: onewayCalls.isEmpty ? nil : onewayPromise(context))
        guard output.readableBytes == 0, bytes.capacity <= Self.keptByteCount else { return }
        bytes.clear(minimumCapacity: 0)
        output = bytes
    }

    /// Tells those who only wait for the bytes to leave.
    private func onewayPromise(_ context: ChannelHandlerContext) -> EventLoopPromise<Void> {
        let sent = onewayCalls
        onewayCalls = []
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { result in
            for call in sent {
                if case .success = result { call.succeedOneway() } else { self.fail(call) }
            }
        }
        return promise
    }

    // MARK: Answers

    private func process() {
        var bytes = ByteBuffer()
        swap(&bytes, &input)
        do {
            while context != nil, bytes.readableBytes > 0 {
                guard let used = try bytes.withUnsafeReadableBytes({ try step($0) }) else { break }
                bytes.moveReaderIndex(forwardBy: used)
            }
        } catch {
            return breakOff(error)
        }
        if bytes.readableBytes > 0, context != nil { input = bytes }
    }

    private func step(_ bytes: UnsafeRawBufferPointer) throws -> Int? {
        do throws(MessageSplitter.Failure) {
            guard let (piece, end) = try splitter.next(bytes) else { return nil }
            let message = UnsafeRawBufferPointer(rebasing: bytes[piece.message])
            try receive(ClientMessage(kind: piece.form.kind, bytes: message, headers: piece.headers))
            return end
        } catch {
            throw Status(.internal, "the answer cannot be read: \(error.exception.message)")
        }
    }

    private func receive(_ message: ClientMessage) throws(MessageSplitter.Failure) {
        let header: ThriftMessageHeader
        var exception: ThriftApplicationException?
        do throws(ThriftProtocolError) {
            header = try message.kind.readMessage(message.bytes, limits: configuration.limits, MessageHead()).0
            if header.kind == .exception {
                exception = try ThriftBody<ThriftApplicationException>
                    .read(message.kind, message.bytes, configuration.limits)
            }
        } catch {
            throw MessageSplitter.Failure(
                form: form,
                exception: ThriftApplicationException(.protocolError, error.message)
            )
        }
        guard let call = calls.removeValue(forKey: header.sequenceID) else {
            // Nobody may wait any more.
            guard !wasGiven(header.sequenceID) else { return }
            // An exception without a call: the server could not read what came, and ends the connection.
            if let exception, header.sequenceID == 0 { return note(Status(exception)) }
            // Whose answer it is cannot be told, and who waits for it would wait for ever.
            throw MessageSplitter.Failure(
                form: form,
                exception: ThriftApplicationException(
                    .badSequenceID,
                    "it has the number \(header.sequenceID), which no call had"
                )
            )
        }
        if let exception { return call.fail(Status(exception)) }
        guard header.kind == .reply else {
            return call.fail(Status(.internal, "the answer is neither a result nor an exception"))
        }
        call.succeed(message, limits: configuration.limits)
    }

    /// Keeps why the server is about to close, for the calls that are lost with the connection.
    private func note(_ status: Status) {
        if failure == nil { failure = status }
    }
}
