import NIOCore
import NIOPosix
import NIOSSL

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A TCP client that sends what a test says, byte for byte, and keeps what arrives until the test takes it.
final class RawClient: Sendable {
    /// How a client behaves on the wire.
    struct Options {
        /// Whether it reads by itself; without it nothing leaves the kernel until ``startReading()``.
        var reads = true
        /// The size of the kernel's buffer for what arrives; small ones make a slow reader.
        var receiveBuffer: Int?
        var tls: TLSConfiguration?
        /// Whether it can go on sending when the server has closed its side. Over TLS its own close then takes five seconds.
        var mayBeHalfClosed = true
    }

    /// What a wait ended with, when it was not what the test waits for.
    enum Failure: Error {
        case closed(received: String)
        case timedOut(received: String)
    }

    private let channel: any Channel
    private let inbox: Inbox

    private init(_ channel: any Channel, _ inbox: Inbox) {
        self.channel = channel
        self.inbox = inbox
    }

    static func connect(port: Int, _ options: Options = Options()) async throws -> RawClient {
        try await connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: port), options)
    }

    static func connect(path: String) async throws -> RawClient {
        try await connect(to: try SocketAddress(unixDomainSocketPath: path), Options())
    }

    private static func connect(to address: SocketAddress, _ options: Options) async throws -> RawClient {
        let context = try options.tls.map { try NIOSSLContext(configuration: $0) }
        var bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: options.mayBeHalfClosed)
            .channelOption(.autoRead, value: options.reads)
        if let size = options.receiveBuffer {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: size)
        }
        let (channel, inbox) = try await bootstrap.connect(to: address) { channel in
            channel.eventLoop.makeCompletedFuture {
                let inbox = Inbox()
                if let context {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: nil)
                    )
                }
                try channel.pipeline.syncOperations.addHandler(inbox)
                return (channel, inbox)
            }
        }
        return RawClient(channel, inbox)
    }

    // MARK: Sending

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text))
    }

    /// Sends in the background, for input that nobody may ever read.
    func sendWithoutWaiting(_ text: String) {
        channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    }

    func closeOutput() async throws {
        try await channel.close(mode: .output)
    }

    /// Closes with a reset.
    func reset() async throws {
        if let socket = channel as? any SocketOptionProvider {
            try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try await channel.close()
    }

    func close() async {
        // Closed already is closed.
        try? await channel.close()
    }

    // MARK: Receiving

    func startReading() async throws {
        try await channel.setOption(.autoRead, value: true).get()
    }

    /// Asks the kernel once, and waits until more than so many bytes have arrived.
    func readOnce(after byteCount: Int) async throws -> Int {
        channel.read()
        return try await take { bytes, _ in bytes.count > byteCount ? bytes.count : nil }
    }

    /// Sends until the server, which has closed the connection, answers with a reset. For clients that do not read.
    func sendUntilReset() async {
        do {
            while true { try await send("x") }
        } catch {
            // The reset.
        }
    }

    /// Reads one response.
    func response(toHEAD: Bool = false) async throws -> RawResponse {
        try await take { bytes, isClosed in RawResponse(takenFrom: &bytes, isClosed: isClosed, toHEAD: toHEAD) }
    }

    /// Reads exactly so many bytes.
    func text(byteCount: Int) async throws -> String {
        try await take { bytes, _ in
            guard bytes.count >= byteCount else { return nil }
            defer { bytes.removeFirst(byteCount) }
            return String(decoding: bytes.prefix(byteCount), as: UTF8.self)
        }
    }

    /// Reads until some text has arrived, and returns everything up to its end.
    func text(through end: String) async throws -> String {
        try await take { bytes, _ in
            guard let range = bytes.firstRange(of: Array(end.utf8)) else { return nil }
            defer { bytes.removeFirst(range.upperBound) }
            return String(decoding: bytes[..<range.upperBound], as: UTF8.self)
        }
    }

    /// Reads until the server has closed its side.
    func textUntilClose() async throws -> String {
        try await take { bytes, isClosed in
            guard isClosed else { return nil }
            defer { bytes = [] }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Whether the connection ended with a reset. Ask once it has ended.
    func wasReset() async throws -> Bool {
        try await channel.eventLoop.submit { [inbox] in inbox.wasReset }.get()
    }

    /// How many bytes have arrived and were not taken.
    func availableByteCount() async throws -> Int {
        try await channel.eventLoop.submit { [inbox] in inbox.bytes.count }.get()
    }

    private func take<Value: Sendable>(
        _ parse: @escaping @Sendable (inout [UInt8], _ isClosed: Bool) -> Value?
    ) async throws -> Value {
        let eventLoop = channel.eventLoop
        return try await eventLoop.flatSubmit { [inbox] in
            let promise = eventLoop.makePromise(of: Value.self)
            inbox.wait { bytes, isClosed in
                if let value = parse(&bytes, isClosed) {
                    promise.succeed(value)
                } else if isClosed {
                    promise.fail(Failure.closed(received: String(decoding: bytes, as: UTF8.self)))
                } else {
                    return false
                }
                return true
            }
            let limit = eventLoop.scheduleTask(in: .seconds(20)) {
                promise.fail(Failure.timedOut(received: String(decoding: inbox.bytes.prefix(2_000), as: UTF8.self)))
            }
            promise.futureResult.whenComplete { _ in limit.cancel() }
            return promise.futureResult
        }.get()
    }
}

/// `@unchecked Sendable`: used on the event loop of its channel only.
private final class Inbox: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias Waiter = (inout [UInt8], _ isClosed: Bool) -> Bool

    var bytes: [UInt8] = []
    private(set) var wasReset = false
    private var isClosed = false
    private var waiter: Waiter?

    func wait(_ waiter: @escaping Waiter) {
        self.waiter = waiter
        check()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        unwrapInboundIn(data).withUnsafeReadableBytes { bytes.append(contentsOf: $0) }
        check()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { end() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if (error as? IOError)?.errnoCode == ECONNRESET { wasReset = true }
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
        if waiter?(&bytes, isClosed) == true { waiter = nil }
    }
}
