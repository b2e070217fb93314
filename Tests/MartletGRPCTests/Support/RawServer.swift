import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix

/// A server of HTTP/2 that answers as a test says, rightly or not.
struct RawServer: Sendable {
    /// Answers the requests of a connection. Called on its loop.
    typealias Answer =
        @Sendable (_ request: Int, _ frame: HTTP2Frame, _ send: (HTTP2Frame.FramePayload) -> Void) -> Void

    let port: Int
    private let channel: any Channel

    /// Runs one for as long as `body` runs.
    ///
    /// - Parameters:
    ///   - note: Hears of each connection that is opened or closed, with its number, from 1.
    ///   - answer: Is called at the end of each request, with its number on all connections, from 1.
    static func run<Result>(
        settings: HTTP2Settings = [],
        note: @escaping @Sendable (String) -> Void = { _ in },
        _ answer: @escaping Answer,
        body: (RawServer) async throws -> Result
    ) async throws -> Result {
        let count = Counter()
        let connections = Counter()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                let number = connections.next()
                note("opened \(number)")
                channel.closeFuture.whenComplete { _ in note("closed \(number)") }
                return channel.eventLoop.makeCompletedFuture {
                    let codec = NIOHTTP2Handler(
                        mode: .server,
                        initialSettings: settings,
                        headerBlockValidation: .disabled,
                        contentLengthValidation: .disabled
                    )
                    try channel.pipeline.syncOperations.addHandlers([codec, RawHandler(answer, count)])
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = RawServer(port: channel.localAddress?.port ?? 0, channel: channel)
        do {
            let result = try await body(server)
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    static let head: HPACKHeaders = [":status": "200", "content-type": "application/grpc"]

    /// An answer as it should be, with a message without fields.
    static var emptyAnswer: [HTTP2Frame.FramePayload] {
        [headers(), data([0, 0, 0, 0, 0]), headers(["grpc-status": "0"], end: true)]
    }

    static func headers(_ fields: HPACKHeaders = head, end: Bool = false) -> HTTP2Frame.FramePayload {
        .headers(.init(headers: fields, endStream: end))
    }

    static func data(_ bytes: [UInt8], end: Bool = false) -> HTTP2Frame.FramePayload {
        .data(.init(data: .byteBuffer(ByteBuffer(bytes: bytes)), endStream: end))
    }
}

private final class RawHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let answer: RawServer.Answer
    private let count: Counter

    init(_ answer: @escaping RawServer.Answer, _ count: Counter) {
        self.answer = answer
        self.count = count
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.payload {
        case .headers(let headers) where headers.endStream: break
        case .data(let data) where data.endStream: break
        default: return
        }
        answer(count.next(), frame) { payload in
            var id = frame.streamID
            switch payload {
            case .goAway, .ping: id = .rootStream
            default: break
            }
            context.write(wrapOutboundOut(HTTP2Frame(streamID: id, payload: payload)), promise: nil)
        }
        context.flush()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
