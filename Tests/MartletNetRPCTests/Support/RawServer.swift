import NIOCore
import NIOPosix
import Synchronization

/// A server that says what no server would: each connection reads some bytes, sends some, and closes.
struct RawServer: Sendable {
    let port: Int
    private let connections: Connections

    /// How many connections there have been.
    var connectionCount: Int { connections.count.withLock { $0 } }

    /// Runs one while `body` calls it.
    ///
    /// - Parameters:
    ///   - answer: What each connection is sent when something has come from it; then it is closed. `nil` says nothing, and lets
    ///     it be.
    static func with<Result>(answer: [UInt8]?, _ body: (RawServer) async throws -> Result) async throws -> Result {
        let connections = Connections()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    connections.count.withLock { $0 += 1 }
                    try channel.pipeline.syncOperations.addHandler(Answering(answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let result = try await body(RawServer(port: server.localAddress?.port ?? 0, connections: connections))
            try await server.close()
            return result
        } catch {
            try await server.close()
            throw error
        }
    }

    private final class Connections: Sendable {
        let count = Mutex(0)
    }

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private var answer: [UInt8]?

        init(_ answer: [UInt8]?) {
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard let answer else { return }
            self.answer = nil
            // The sending side alone: a reset could take away what was sent.
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer))).assumeIsolated().whenComplete { _ in
                context.close(mode: .output, promise: nil)
            }
        }
    }
}
