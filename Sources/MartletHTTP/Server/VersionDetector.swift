import NIOCore
import NIOTLS

/// The first handler of a connection: finds out which version of HTTP the client speaks, puts the handler for it in its
/// own place, and leaves.
///
/// Over TLS it is what ALPN has agreed on (RFC 9113, section 3.2). Without TLS it is HTTP/2 when the connection begins with
/// its preface (section 3.3), told by its first four bytes: no method of HTTP/1.1 is called `PRI`.
final class VersionDetector: ChannelInboundHandler, RemovableChannelHandler, ServerConnection {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// What a TLS server offers, in its order of preference.
    static let applicationProtocols = ["h2", "http/1.1"]

    private let application: HTTPApplication
    private let loop: ConnectionLoop
    private let settings: ConnectionSettings
    private let speaksTLS: Bool
    private var context: ChannelHandlerContext?
    private var received = ByteBuffer()
    private var since: Int

    init(application: HTTPApplication, loop: ConnectionLoop, settings: ConnectionSettings, speaksTLS: Bool) {
        self.application = application
        self.loop = loop
        self.settings = settings
        self.speaksTLS = speaksTLS
        since = loop.tick
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
        if loop.isDraining { return shutDown() }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if received.readableBytes == 0 { since = loop.tick }
        received.appendInput(unwrapInboundIn(data))
        guard let version = HTTPVersion(startOf: received.readableBytesView) else { return }
        install(version, context)
    }

    // `Any` is NIO's: events have nothing in common.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSUserEvent.handshakeCompleted(let name):
            install(name == "h2" ? .http2 : .http1, context)
        case ChannelEvent.inputClosed:
            context.close(promise: nil)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func install(_ version: HTTPVersion, _ context: ChannelHandlerContext) {
        guard self.context != nil else { return }
        // From here on the connection belongs to the next handler, and so do its place and its end.
        self.context = nil
        loop.remove(self)
        let pipeline = context.pipeline.syncOperations
        do {
            switch version {
            case .http1:
                let handler = HTTP1ConnectionHandler(application: application, loop: loop, settings: settings)
                try pipeline.addHandler(handler, position: .after(self))
                if received.readableBytes > 0 { handler.beganReceiving(at: since) }
            case .http2:
                let handler = HTTP2ConnectionHandler(application: application, loop: loop, settings: settings)
                try pipeline.addHandler(handler, position: .after(self))
            }
        } catch {
            // The channel has been closed meanwhile, and no handler will say so.
            settings.onClose()
            return
        }
        if received.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(received)) }
        received = ByteBuffer()
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    // MARK: The end

    func flush() {}

    func shutDown() {
        closeNow()
    }

    func closeNow() {
        context?.close(promise: nil)
    }

    func checkTimeouts() {
        let elapsed = loop.tick - since
        if received.readableBytes > 0 {
            // Too slow to tell what it is: whoever spoke HTTP/1.1 is told so.
            if elapsed > settings.ticks.receive, let context { install(.http1, context) }
        } else if elapsed > (speaksTLS ? min(settings.ticks.idle, settings.ticks.receive) : settings.ticks.idle) {
            closeNow()
        }
    }

    private func end() {
        guard context != nil else { return }
        context = nil
        loop.remove(self)
        settings.onClose()
    }
}

/// The versions that a server speaks on one port.
enum HTTPVersion {
    case http1
    case http2

    /// What the first bytes of a connection without TLS say; `nil` when there must be more of them.
    init?(startOf bytes: ByteBufferView) {
        let preface: StaticString = "PRI "
        let expected = UnsafeBufferPointer(start: preface.utf8Start, count: preface.utf8CodeUnitCount)
        guard bytes.prefix(expected.count).elementsEqual(expected.prefix(bytes.count)) else {
            self = .http1
            return
        }
        guard bytes.count >= expected.count else { return nil }
        self = .http2
    }
}
