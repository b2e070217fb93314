import NIOCore
import NIOPosix
import Synchronization

/// Sends datagrams to one address, with a socket that is opened when it is needed and opened again after a failure.
///
/// The socket is connected, so that an unreachable port is an error of a later write rather than a loss that nobody
/// hears of. A name is looked up each time the socket is opened.
final class UDPSender: Sendable {
    private let host: String
    private let port: Int
    private let group: any EventLoopGroup
    private let open = Mutex<(any Channel)?>(nil)

    init(host: String, port: Int, group: any EventLoopGroup) {
        self.host = host
        self.port = port
        self.group = group
    }

    /// Sends a datagram. Calls must not overlap.
    func send(_ bytes: [UInt8]) async throws {
        let channel = try await channel()
        do {
            try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
        } catch {
            await close()
            throw error
        }
    }

    func close() async {
        let channel = open.withLock { $0.take() }
        // It may have been closed by an error before.
        try? await channel?.close().get()
    }

    private func channel() async throws -> any Channel {
        if let channel = open.withLock({ $0 }), channel.isActive { return channel }
        await close()
        let (host, port) = (host, port)
        // The resolver of the C library blocks its thread.
        let address = try await NIOThreadPool.singleton.runIfActive {
            try SocketAddress.makeAddressResolvingHost(host, port: port)
        }
        let channel = try await DatagramBootstrap(group: group).connect(to: address).get()
        open.withLock { $0 = channel }
        return channel
    }
}
