import NIOCore
import NIOPosix

/// A connection that sends and receives bytes, for what no client would do.
enum RawConnection {
    /// Connects, and hands the connection to `body`; closes it afterwards.
    static func with<Result: Sendable>(
        port: Int,
        _ body:
            @escaping @Sendable (_ send: @Sendable ([UInt8]) async throws -> Void, inout RawReader) async throws ->
            Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try rawChannel(channel) }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var reader = RawReader(inbound.makeAsyncIterator())
            return try await body({ try await outbound.write(ByteBuffer(bytes: $0)) }, &reader)
        }
    }

    /// Sends bytes and reads until the server closes.
    static func exchange(port: Int, _ bytes: [UInt8]) async throws -> [UInt8] {
        try await with(port: port) { send, reader in
            try await send(bytes)
            return await reader.rest()
        }
    }
}

/// A server that says what no server would: each connection reads some bytes, sends some, and closes unless it is to stay.
enum RawServer {
    static func with<Result>(
        answer: [UInt8],
        after count: Int = 1,
        closes: Bool = true,
        _ body: (_ port: Int) async throws -> Result
    ) async throws -> Result {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answering(answer, after: count, closes: closes))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let result = try await body(server.localAddress?.port ?? 0)
            try await server.close()
            return result
        } catch {
            try await server.close()
            throw error
        }
    }

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let answer: [UInt8]
        private var missingCount: Int
        private let closes: Bool

        init(_ answer: [UInt8], after count: Int, closes: Bool) {
            self.answer = answer
            self.closes = closes
            missingCount = count
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard missingCount > 0 else { return }
            missingCount -= unwrapInboundIn(data).readableBytes
            guard missingCount <= 0 else { return }
            let written = context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer)))
            guard closes else { return }
            written.assumeIsolated().whenComplete { _ in context.close(mode: .output, promise: nil) }
        }
    }
}

/// Reads what the peer sends.
struct RawReader {
    private var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator

    init(_ iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator) {
        self.iterator = iterator
    }

    /// All that comes until the peer closes its side.
    mutating func rest() async -> [UInt8] {
        var bytes: [UInt8] = []
        // A reset is an end, too.
        while let piece = try? await iterator.next(isolation: #isolation) { bytes += Array(piece.readableBytesView) }
        return bytes
    }

    /// What comes until there are so many bytes.
    mutating func read(_ count: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, let piece = try await iterator.next(isolation: #isolation) {
            bytes += Array(piece.readableBytesView)
        }
        return bytes
    }
}

private func rawChannel(_ channel: any Channel) throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
    try NIOAsyncChannel(
        wrappingChannelSynchronously: channel,
        configuration: .init(inboundType: ByteBuffer.self, outboundType: ByteBuffer.self)
    )
}
