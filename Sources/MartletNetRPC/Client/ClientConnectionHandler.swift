import Martlet
import MartletGob
import MartletHTTP
import MartletJSON
import NIOCore
import NIOTLS

/// One connection of a client: writes calls as they come, and finds for each reply the call that waits for it.
///
/// `@unchecked Sendable`: everything happens on the event loop of the channel.
final class ClientConnectionHandler: ChannelInboundHandler, PipelinedHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let configuration: NetRPCClient.Configuration
    private let gob: GobConnection?
    private let output: ClientOutput
    private let onClose: (ClientConnectionHandler) -> Void
    /// Done when calls can be sent; failed when the connection ends before.
    private(set) var ready: EventLoopPromise<ClientConnectionHandler>?
    private var awaitsUpgrade: Bool
    private var context: ChannelHandlerContext?
    @exclusivity(unchecked) private var input = ByteBuffer()
    @exclusivity(unchecked) private var header: (call: ClientCall?, error: String)?
    @exclusivity(unchecked) private var frame = JSONFrame()
    @exclusivity(unchecked) private var calls: [UInt64: ClientCall] = [:]
    @exclusivity(unchecked) private var lastSequence: UInt64 = 0
    @exclusivity(unchecked) private var isFlushScheduled = false
    /// Why the connection ended, when it was this side that ended it.
    private var failure: (any Error)?

    init(
        _ configuration: NetRPCClient.Configuration,
        onClose: @escaping (ClientConnectionHandler) -> Void
    ) {
        self.configuration = configuration
        self.onClose = onClose
        let limits = GobStreamLimits(messageByteCount: configuration.messageByteCount, types: configuration.types)
        gob = configuration.wire == .json ? nil : GobConnection(limits, isServer: false)
        output = ClientOutput(gob)
        awaitsUpgrade = configuration.wire == .gobOverHTTP
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        ready = context.eventLoop.makePromise()
    }

    func channelActive(context: ChannelHandlerContext) {
        if configuration.tls == nil { opened(context) }
        context.fireChannelActive()
    }

    // `Any` is NIO's: events have nothing in common.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Not before: calls on a connection that TLS does not come to stand for have certainly not been sent.
        if case TLSUserEvent.handshakeCompleted = event { opened(context) }
        context.fireUserInboundEventTriggered(event)
    }

    /// Bytes reach the server from now on.
    private func opened(_ context: ChannelHandlerContext) {
        guard awaitsUpgrade else { return becomeReady() }
        let request = "CONNECT \(configuration.path) HTTP/1.0\n\n"
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
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

    private func becomeReady() {
        ready?.succeed(self)
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
        var lost = calls
        calls = [:]
        if let call = header?.call { lost[call.sequence] = call }
        header = nil
        input = ByteBuffer()
        for call in lost.values {
            call.fail(.unavailable, "the connection to the server was lost", cause: failure)
        }
    }

    // MARK: Calls

    /// Writes a call, to be flushed with those that come in the same tick.
    func send(_ call: ClientCall) {
        guard let context else {
            return call.fail(.unavailable, "the connection to the server was lost", cause: failure)
        }
        guard calls.count < configuration.callCount else {
            return call.fail(Status(.resourceExhausted, "too many calls wait for their replies", delivery: .rejected))
        }
        lastSequence &+= 1
        call.sequence = lastSequence
        do {
            try call.write(to: output)
        } catch {
            return call.fail(
                Status(.internal, "the arguments cannot be encoded", delivery: .rejected, underlying: error)
            )
        }
        calls[call.sequence] = call
        call.isSent = true
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        context.eventLoop.assumeIsolated().execute { self.flush() }
    }

    /// Forgets a call: its reply is dropped.
    func drop(_ call: ClientCall) {
        calls[call.sequence] = nil
    }

    private func flush() {
        isFlushScheduled = false
        guard let context, output.bytes.readableBytes > 0 else { return }
        // Moved out: the channel may call back while it writes.
        var bytes = ByteBuffer()
        swap(&bytes, &output.bytes)
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        guard output.bytes.readableBytes == 0, bytes.capacity <= 64 * 1024 else { return }
        bytes.clear(minimumCapacity: 0)
        output.bytes = bytes
    }

    // MARK: Replies

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
        if awaitsUpgrade { return try readUpgrade(bytes) }
        guard let gob else { return try stepJSON(bytes) }
        return try stepGob(bytes, gob)
    }

    /// Reads the answer to the upgrade, of which Go ends the lines without carriage returns.
    private func readUpgrade(_ bytes: UnsafeRawBufferPointer) throws -> Int? {
        var end = 0
        var lineByteCount = 0
        while end < bytes.count, end < 8192 {
            let byte = bytes[end]
            end += 1
            if byte == 0x0a {
                if lineByteCount == 0 {
                    let line = String(decoding: bytes.prefix { $0 != 0x0a && $0 != 0x0d }, as: UTF8.self)
                    guard line.hasPrefix("HTTP/1."), line.dropFirst(8).hasPrefix(" 200 Connected to Go RPC") else {
                        throw Status(.unavailable, "unexpected HTTP response: \(line.prefix(200))")
                    }
                    awaitsUpgrade = false
                    becomeReady()
                    return end
                }
                lineByteCount = 0
            } else if byte != 0x0d {
                lineByteCount += 1
            }
        }
        guard bytes.count < 8192 else { throw Status(.unavailable, "unexpected HTTP response") }
        return nil
    }

    private func stepGob(_ bytes: UnsafeRawBufferPointer, _ gob: GobConnection) throws -> Int? {
        let bytes = bytes.bindMemory(to: UInt8.self)
        guard let message = try gob.decoding.nextMessage(bytes.span, from: 0) else { return nil }
        let payload = UnsafeBufferPointer(rebasing: bytes[message])
        if let header {
            guard try gob.decoding.receive(payload) else { return message.upperBound }
            self.header = nil
            if !header.error.isEmpty {
                header.call?.fail(StatusText.decode(header.error))
            } else {
                header.call?.succeed(.gob(gob.decoding))
            }
            gob.decoding.discard()
        } else if let value = try gob.decoding.begin(payload.span) {
            let header = try gob.reader.read(payload.span, value, in: gob.decoding)
            let error = String(decoding: payload[header.error], as: UTF8.self)
            // Nobody may wait any more.
            self.header = (calls.removeValue(forKey: header.sequence), error)
        }
        return message.upperBound
    }

    private func stepJSON(_ bytes: UnsafeRawBufferPointer) throws -> Int? {
        guard let end = try frame.end(in: bytes) else {
            guard bytes.count <= configuration.messageByteCount else {
                throw MessageTooLong(limit: configuration.messageByteCount)
            }
            return nil
        }
        let bytes = UnsafeRawBufferPointer(rebasing: bytes[..<end])
        let message = try JSONMessage(bytes)
        func part(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[range]) }
        guard let sequence = UInt64(String(decoding: part(message.id), as: UTF8.self)),
            let call = calls.removeValue(forKey: sequence)
        else { return end }
        if !message.error.isEmpty, !part(message.error).elementsEqual("null".utf8) {
            let text = try? JSONMessage.codec.decode(String.self, from: part(message.error).bytes)
            call.fail(StatusText.decode(text ?? String(decoding: part(message.error), as: UTF8.self)))
        } else {
            call.succeed(
                .json(message.result.isEmpty ? UnsafeRawBufferPointer(start: nil, count: 0) : part(message.result))
            )
        }
        return end
    }
}

/// A message that is longer than it may be.
private struct MessageTooLong: Error {
    let limit: Int
}
