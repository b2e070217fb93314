import NIOCore
import NIOPosix

/// A connection that sends and receives bytes, for what no client would do.
struct RawConnection: Sendable {
    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Connects, and hands the connection to `body`; closes it afterwards.
    static func with<Result: Sendable>(
        port: Int,
        _ body: @escaping @Sendable (Writer, inout Reader) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(
                            isOutboundHalfClosureEnabled: true,
                            inboundType: ByteBuffer.self,
                            outboundType: ByteBuffer.self
                        )
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var reader = Reader(inbound.makeAsyncIterator())
            return try await body(Writer(outbound: outbound), &reader)
        }
    }

    /// Sends to the server.
    struct Writer: Sendable {
        fileprivate let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

        func send(_ bytes: [UInt8]) async throws {
            try await outbound.write(ByteBuffer(bytes: bytes))
        }

        func send(_ text: String) async throws {
            try await send(Array(text.utf8))
        }

        /// Closes the sending side alone.
        func finish() {
            outbound.finish()
        }
    }

    /// Reads what the server sends.
    struct Reader {
        private var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator

        init(_ iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator) {
            self.iterator = iterator
        }

        /// All that comes until the server closes its side.
        mutating func rest() async -> String {
            var bytes: [UInt8] = []
            // A reset is an end, too.
            while let piece = try? await iterator.next(isolation: #isolation) {
                bytes += Array(piece.readableBytesView)
            }
            return String(decoding: bytes, as: UTF8.self)
        }

        /// What comes until a text has.
        mutating func read(until text: String) async throws -> String {
            var received = ""
            while !received.contains(text), let piece = try await iterator.next(isolation: #isolation) {
                received += String(buffer: piece)
            }
            return received
        }
    }
}
