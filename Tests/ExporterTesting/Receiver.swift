package import NIOCore
import NIOPosix

/// What a test's own server receives, on a free port of 127.0.0.1 or a Unix socket: a string for each datagram, or for
/// each piece of a stream.
package final class Receiver: Sendable {
    package let channel: any Channel
    private let stream: AsyncStream<String>

    private init(channel: any Channel, stream: AsyncStream<String>) {
        self.channel = channel
        self.stream = stream
    }

    package var port: Int { channel.localAddress?.port ?? 0 }

    /// The next so many.
    package func next(_ count: Int = 1) async -> [String] {
        var received: [String] = []
        for await text in stream {
            received.append(text)
            if received.count == count { break }
        }
        return received
    }

    package func close() async throws {
        try await channel.close().get()
    }

    package static func udp(port: Int = 0) async throws -> Receiver {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.so_reuseaddr), value: 1)
            .channelInitializer { $0.pipeline.addHandler(DatagramCollector(continuation)) }
            .bind(host: "127.0.0.1", port: port).get()
        return Receiver(channel: channel, stream: stream)
    }

    package static func tcp(port: Int = 0) async throws -> Receiver {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { $0.pipeline.addHandler(StreamCollector(continuation)) }
            .bind(host: "127.0.0.1", port: port).get()
        return Receiver(channel: channel, stream: stream)
    }
}

private final class DatagramCollector: ChannelInboundHandler, Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    let continuation: AsyncStream<String>.Continuation

    init(_ continuation: AsyncStream<String>.Continuation) {
        self.continuation = continuation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        continuation.yield(String(buffer: unwrapInboundIn(data).data))
    }
}

private final class StreamCollector: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    let continuation: AsyncStream<String>.Continuation

    init(_ continuation: AsyncStream<String>.Continuation) {
        self.continuation = continuation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        continuation.yield(String(buffer: unwrapInboundIn(data)))
    }
}
