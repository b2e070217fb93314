import Martlet
import MartletHTTP1
import NIOCore
import NIOTLS

/// One connection of HTTP/1.1 to a server: sends a request, and reads the answer.
///
/// `@unchecked Sendable`: everything happens on the event loop of the channel.
final class HTTP1ClientHandler: ChannelInboundHandler, ConnectingHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Where it goes back to between two requests.
    weak var connections: HTTPOriginConnections?

    /// Since which check of the pool it has had no request.
    var idleSince = 0

    private(set) var ready: EventLoopPromise<HTTP1ClientHandler>?
    private let fields: HTTP1FieldTable
    private let awaitsTLS: Bool
    private var context: ChannelHandlerContext?
    @exclusivity(unchecked) private var codec: HTTP1ClientConnection
    @exclusivity(unchecked) private var input = ByteBuffer()
    @exclusivity(unchecked) private var call: HTTPClientCall?
    /// Whether a large body is still being written.
    private var isWriting = false
    private var isPaused = false
    /// Why the connection ends, where somebody knows.
    private var failure: (any Error)?

    init(limits: HTTP1Limits, fields: HTTP1FieldTable, awaitsTLS: Bool) {
        codec = HTTP1ClientConnection(limits: limits)
        self.fields = fields
        self.awaitsTLS = awaitsTLS
    }

    /// The loop, while the connection is open.
    var eventLoop: (any EventLoop)? { context?.eventLoop }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        ready = context.eventLoop.makePromise()
    }

    func channelActive(context: ChannelHandlerContext) {
        if !awaitsTLS { ready?.succeed(self) }
        context.fireChannelActive()
    }

    // `Any` is NIO's: events have nothing in common.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event { ready?.succeed(self) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Nobody has asked for it.
        guard call != nil else { return close() }
        input.appendInput(unwrapInboundIn(data))
        process()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        breakOff(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    // MARK: The request

    /// Sends a call; there is no other one.
    func send(_ call: HTTPClientCall) {
        guard let context else { return call.fail(ChannelError.ioOnClosedChannel) }
        self.call = call
        call.handler = self
        codec.begin(isHead: call.isHead)
        guard let body = call.body else {
            return context.writeAndFlush(wrapOutboundOut(call.head), promise: nil)
        }
        isWriting = true
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in self.isWriting = false }
        context.write(wrapOutboundOut(call.head), promise: nil)
        context.writeAndFlush(wrapOutboundOut(body), promise: written)
    }

    // MARK: The answer

    private func process() {
        do {
            while let call, try call.hasHead ? readBody(of: call) : readHead(of: call) {}
        } catch {
            breakOff(error)
        }
    }

    /// - Returns: Whether there may be more to read.
    private func readHead(of call: HTTPClientCall) throws -> Bool {
        let head = try input.withUnsafeReadableBytes { bytes -> HTTP1ReceivedResponse? in
            guard let head = try codec.readHead(bytes.bytes, fields: fields) else { return nil }
            if !head.isInterim { try call.receive(head, bytes, fields) }
            return head
        }
        guard let head else { return false }
        input.moveReaderIndex(forwardBy: head.byteCount)
        return true
    }

    private func readBody(of call: HTTPClientCall) throws -> Bool {
        var position = 0
        let part = try input.withUnsafeReadableBytes {
            try codec.readBody(in: $0.bytes, position: &position, trailers: fields)
        }
        defer { input.moveReaderIndex(forwardBy: position) }
        switch part {
        case .incomplete:
            return false
        case .data(let range):
            guard let piece = input.getSlice(at: input.readerIndex + range.lowerBound, length: range.count) else {
                return false
            }
            if try !call.receive(piece) { pause() }
            return true
        case .end:
            finish(call, unreadByteCount: input.readableBytes - position)
            return false
        }
    }

    private func finish(_ call: HTTPClientCall, unreadByteCount: Int) {
        self.call = nil
        unpause()
        if codec.isReusable, unreadByteCount == 0, !isWriting, let connections {
            connections.release(self)
        } else {
            close()
        }
        call.succeed()
    }

    // MARK: A reader that is slower than the server

    private func pause() {
        isPaused = true
        setAutoRead(false)
    }

    /// The reader of the body wants more.
    func resumeReading(_ call: HTTPClientCall) {
        if call === self.call { unpause() }
    }

    private func unpause() {
        guard isPaused else { return }
        isPaused = false
        setAutoRead(true)
    }

    private func setAutoRead(_ isOn: Bool) {
        try? context?.channel.syncOptions?.setOption(.autoRead, value: isOn)
    }

    // MARK: The end

    /// Closes the connection, whatever it is doing.
    func close() {
        context?.close(promise: nil)
    }

    /// Closes the connection of a client that is shut down.
    func shutDown() {
        breakOff(HTTPClientCall.shutDown)
    }

    private func breakOff(_ error: any Error) {
        if failure == nil { failure = error }
        close()
    }

    private func end() {
        guard context != nil else { return }
        context = nil
        let isComplete = codec.endInput() && failure == nil
        ready?.fail(failure ?? ChannelError.eof)
        ready = nil
        connections?.closed(self)
        guard let call = call.take() else { return }
        if isComplete { call.succeed() } else { call.fail(failure ?? ChannelError.eof) }
    }
}
