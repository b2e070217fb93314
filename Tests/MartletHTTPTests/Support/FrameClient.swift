import NIOCore
import NIOHPACK
import NIOPosix
import NIOSSL

/// A client of HTTP/2 that sends the frames that a test says, also wrong ones, and keeps what arrives.
///
/// Unless told otherwise it acknowledges SETTINGS and PING and gives windows back, as a decent client does.
final class FrameClient: Sendable {
    /// How a client behaves.
    struct Options {
        /// Whether it reads; without it nothing leaves the kernel until ``startReading()``.
        var reads = true
        var receiveBuffer: Int?
        var tls: TLSConfiguration?
        /// Whether it sends the preface and its settings at once.
        var greets = true
        var settings: [(Int, Int)] = []
        var acknowledgesSettings = true
        var acknowledgesPings = true
        var givesWindowsBack = true
    }

    enum Failure: Error {
        case closed(received: [Frame])
        case timedOut(received: [Frame])
    }

    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    private let channel: any Channel
    private let inbox: FrameInbox

    private init(_ channel: any Channel, _ inbox: FrameInbox) {
        self.channel = channel
        self.inbox = inbox
    }

    static func connect(port: Int, _ options: Options = Options()) async throws -> FrameClient {
        let context = try options.tls.map { try NIOSSLContext(configuration: $0) }
        var bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            // Over TLS, a client that may be half closed waits five seconds for the end of the other half.
            .channelOption(.allowRemoteHalfClosure, value: options.tls == nil)
            .channelOption(.autoRead, value: options.reads)
        if let size = options.receiveBuffer {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: size)
        }
        let (channel, inbox) = try await bootstrap.connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                let inbox = FrameInbox()
                inbox.acknowledgesSettings = options.acknowledgesSettings
                inbox.acknowledgesPings = options.acknowledgesPings
                inbox.givesWindowsBack = options.givesWindowsBack
                if options.greets { inbox.greeting = preface + Frame.settings(options.settings).bytes }
                if let context {
                    let handler = try NIOSSLClientHandler(context: context, serverHostname: nil)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
                try channel.pipeline.syncOperations.addHandler(inbox)
                return (channel, inbox)
            }
        }
        return FrameClient(channel, inbox)
    }

    // MARK: Sending

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    func send(_ frames: Frame...) async throws {
        try await send(frames.flatMap(\.bytes))
    }

    /// Sends in the background, for input that nobody may ever read.
    func sendWithoutWaiting(_ frames: [Frame]) {
        channel.writeAndFlush(ByteBuffer(bytes: frames.flatMap(\.bytes)), promise: nil)
    }

    /// Sends a request.
    func request(
        _ stream: Int,
        _ method: String = "GET",
        _ path: String = "/",
        _ fields: [(String, String)] = [],
        body: String? = nil
    ) async throws {
        var frames = [Frame.request(stream, method, path, fields, end: body == nil)]
        if let body { frames.append(.data(stream, Array(body.utf8), end: true)) }
        try await send(frames.flatMap(\.bytes))
    }

    func close() async {
        // Closed already is closed.
        try? await channel.close()
    }

    func closeOutput() async throws {
        try await channel.close(mode: .output)
    }

    func startReading() async throws {
        try await channel.setOption(.autoRead, value: true).get()
    }

    // MARK: Receiving

    /// Waits for all of an answer.
    func response(_ stream: Int) async throws -> FrameResponse {
        try await take { frames, _ in FrameResponse(takenFrom: &frames, stream: stream) }
    }

    /// Waits for a frame and takes it.
    func frame(_ matches: @escaping @Sendable (Frame) -> Bool) async throws -> Frame {
        try await take { frames, _ in frames.firstIndex(where: matches).map { frames.remove(at: $0) } }
    }

    /// Waits for the code of a GOAWAY that says more than that the end is near.
    func goAway() async throws -> (last: Int, code: Int) {
        let frame = try await frame { $0.type == .goAway && $0.number(at: 0) != 0x7FFF_FFFF || $0.isError }
        return (frame.number(at: 0), frame.number(at: 4))
    }

    /// Waits for the code of a RST_STREAM.
    func reset(_ stream: Int) async throws -> Int {
        try await frame { $0.type == .reset && $0.stream == stream }.number(at: 0)
    }

    /// Waits until the server has closed its side, and returns what was not taken.
    func framesUntilClose() async throws -> [Frame] {
        try await take { frames, isClosed in
            guard isClosed else { return nil }
            defer { frames = [] }
            return frames
        }
    }

    /// Waits until the server has taken all that was sent so far.
    func roundTrip() async throws {
        try await send(Frame.ping([9, 9, 9, 9, 9, 9, 9, 9]))
        _ = try await frame { $0.type == .ping && $0.isAcknowledgement && $0.payload == [9, 9, 9, 9, 9, 9, 9, 9] }
    }

    private func take<Value: Sendable>(
        _ parse: @escaping @Sendable (inout [Frame], _ isClosed: Bool) -> Value?
    ) async throws -> Value {
        let eventLoop = channel.eventLoop
        return try await eventLoop.flatSubmit { [inbox] in
            let promise = eventLoop.makePromise(of: Value.self)
            inbox.wait { frames, isClosed in
                if let value = parse(&frames, isClosed) {
                    promise.succeed(value)
                } else if isClosed {
                    promise.fail(Failure.closed(received: frames))
                } else {
                    return false
                }
                return true
            }
            let limit = eventLoop.scheduleTask(in: .seconds(20)) {
                promise.fail(Failure.timedOut(received: inbox.frames))
            }
            promise.futureResult.whenComplete { _ in limit.cancel() }
            return promise.futureResult
        }.get()
    }
}

/// `@unchecked Sendable`: used on the event loop of its channel only.
private final class FrameInbox: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    typealias Waiter = (inout [Frame], _ isClosed: Bool) -> Bool

    var greeting: [UInt8] = []
    var acknowledgesSettings = true
    var acknowledgesPings = true
    var givesWindowsBack = true
    var frames: [Frame] = []
    private var bytes = ByteBuffer()
    private var decoder = HPACKDecoder(allocator: ByteBufferAllocator())
    private var isClosed = false
    private var waiters: [Waiter] = []

    func wait(_ waiter: @escaping Waiter) {
        waiters.append(waiter)
        check()
    }

    func channelActive(context: ChannelHandlerContext) {
        // Before anything that is answered to the server.
        if !greeting.isEmpty { context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: greeting)), promise: nil) }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes.writeImmutableBuffer(unwrapInboundIn(data))
        while var frame = Frame(takenFrom: &bytes) {
            if frame.type == .headers {
                var block = ByteBuffer(bytes: frame.payload)
                frame.headers = (try? decoder.decodeHeaders(from: &block)).map { $0.map { ($0.name, $0.value) } } ?? []
            }
            answer(frame, context)
            frames.append(frame)
        }
        check()
    }

    private func answer(_ frame: Frame, _ context: ChannelHandlerContext) {
        var answers: [Frame] = []
        if frame.type == .settings, !frame.isAcknowledgement, acknowledgesSettings {
            answers.append(Frame(.settings, flags: 1))
        }
        if frame.type == .ping, !frame.isAcknowledgement, acknowledgesPings {
            answers.append(Frame(.ping, flags: 1, payload: frame.payload))
        }
        if frame.type == .data, !frame.payload.isEmpty, givesWindowsBack {
            answers.append(.windowUpdate(0, frame.payload.count))
            if !frame.endsStream { answers.append(.windowUpdate(frame.stream, frame.payload.count)) }
        }
        guard !answers.isEmpty else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answers.flatMap(\.bytes))), promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { end() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
    }

    private func end() {
        isClosed = true
        check()
    }

    private func check() {
        waiters.removeAll { $0(&frames, isClosed) }
    }
}
