import MartletHTTP
import NIOCore
import NIOEmbedded

/// A connection of a real server whose socket is an array: what it does with the bytes of a client, on this thread.
final class ServedConnection {
    private let channel = EmbeddedChannel()

    init(_ acceptor: some ConnectionAcceptor) throws {
        _ = acceptor.count.add()
        try acceptor.accept(channel, on: acceptor.makeLoop(channel.eventLoop), speaksTLS: false)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    /// Sends what a client sends.
    ///
    /// - Returns: How many bytes came back.
    @discardableResult
    func send(_ bytes: ByteBuffer) throws -> Int {
        try channel.writeInbound(bytes)
        channel.embeddedEventLoop.run()
        var count = 0
        while let answer = try channel.readOutbound(as: ByteBuffer.self) { count += answer.readableBytes }
        return count
    }

    /// Calls it as often as it is told, and checks that every call is answered with as many bytes.
    ///
    /// - Parameter request: The bytes of the next call.
    func path(_ name: String, answerByteCount: Int, _ request: @escaping () -> ByteBuffer) -> HotPath {
        HotPath(name) { [self] count in
            for _ in 0..<count where try send(request()) != answerByteCount { throw WrongAnswer() }
        }
    }
}
