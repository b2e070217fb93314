import MartletDNS
import MartletDNSMessage
import NIOCore
import NIOPosix
import Synchronization

/// A server over UDP that answers as the test says; not over TCP.
final class FakeServer: Sendable {
    private let channel: any Channel
    private let count: Counter

    private final class Counter: Sendable {
        let value = Atomic(0)
    }

    private init(channel: any Channel, count: Counter) {
        self.channel = channel
        self.count = count
    }

    /// Where it listens.
    var address: DNSServer {
        get throws { try DNSServer("127.0.0.1:\(channel.localAddress?.port ?? 0)") }
    }

    /// How often it was asked.
    var questionCount: Int { count.value.load(ordering: .relaxed) }

    /// Runs one.
    ///
    /// - Parameter answers: The datagrams to send for a question.
    static func with(
        _ answers: @escaping @Sendable (DNSMessage) -> [[UInt8]],
        _ body: (FakeServer) async throws -> Void
    ) async throws {
        let count = Counter()
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(answers: answers, count: count))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = FakeServer(channel: channel, count: count)
        do {
            try await body(server)
        } catch {
            try await channel.close().get()
            throw error
        }
        try await channel.close().get()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        typealias OutboundOut = AddressedEnvelope<ByteBuffer>

        let answers: @Sendable (DNSMessage) -> [[UInt8]]
        let count: Counter

        init(answers: @escaping @Sendable (DNSMessage) -> [[UInt8]], count: Counter) {
            self.answers = answers
            self.count = count
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let envelope = unwrapInboundIn(data)
            count.value.wrappingAdd(1, ordering: .relaxed)
            guard let question = try? DNSMessage(Array(envelope.data.readableBytesView)) else { return }
            for answer in answers(question) {
                let reply = AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: answer))
                context.write(wrapOutboundOut(reply), promise: nil)
            }
            context.flush()
        }
    }
}

extension DNSMessage {
    /// The answer to this question.
    func answered(_ change: (inout DNSMessage) -> Void = { _ in }) -> DNSMessage {
        var answer = self
        answer.isResponse = true
        answer.offersRecursion = true
        answer.extension = nil
        if questions.first?.type == .a {
            answer.answers = questions.map { DNSRecord($0.name, timeToLive: 60, .a(DNSAddress(10, 0, 0, 1))) }
        }
        change(&answer)
        return answer
    }
}
