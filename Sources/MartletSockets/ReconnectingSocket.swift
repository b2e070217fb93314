import MartletMetrics
package import NIOCore
import NIOPosix
import Synchronization

/// A socket to one peer that is opened when it is needed, and opened anew after a failure.
///
/// Datagram sockets are connected, so that a peer that is not there is an error of a later call rather than a loss that
/// nobody hears of. A name is looked up each time the socket is opened. When to try again is the caller's matter.
package final class ReconnectingSocket: Sendable {
    private struct Connection: Sendable {
        let channel: any Channel
        let errors: SocketErrorHandler
    }

    private let peer: SocketPeer
    private let group: any EventLoopGroup
    private let connectTimeout: TimeAmount
    private let onRefusal: @Sendable () -> Void
    private let open = Mutex<Connection?>(nil)

    /// Makes it; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - peer: Where to send to.
    ///   - group: The event loops to send on.
    ///   - connectTimeout: The time that a connection has to be made.
    ///   - onRefusal: Called for each datagram of which became known that nobody took it.
    package init(
        _ peer: SocketPeer,
        group: any EventLoopGroup,
        connectTimeout: TimeAmount = .seconds(5),
        onRefusal: @escaping @Sendable () -> Void
    ) {
        self.peer = peer
        self.group = group
        self.connectTimeout = connectTimeout
        self.onRefusal = onRefusal
    }

    /// Sends bytes: one datagram, or the next part of the stream. Calls must not overlap.
    ///
    /// - Throws: Why it could not be sent, also that the datagram before was refused: then this one was not sent. The
    ///   socket is closed and the next call opens it anew. `MetricsSinkError` for a datagram that is too long
    ///   for the network, `CancellationError` at once when the task is cancelled.
    package func send(_ bytes: [UInt8]) async throws {
        try Task.checkCancellation()
        let connection = try await connection()
        do {
            let written: EventLoopFuture<Void> = connection.channel.writeAndFlush(ByteBuffer(bytes: bytes))
            try await FutureWaiter.value(of: written)
        } catch {
            close(connection)
            if SocketErrorHandler.isTooLong(error) { throw MetricsSinkError.rejected("\(error)") }
            // The system tells the one that sends next.
            if isDatagramOverIP, SocketErrorHandler.isRefusal(error) { onRefusal() }
            throw error
        }
    }

    /// Closes the socket, after what has been given to it.
    package func close() async {
        guard let connection = open.withLock({ $0.take() }) else { return }
        // It may have been closed by the other side.
        let closed: EventLoopFuture<Void> = connection.channel.close()
        try? await FutureWaiter.value(of: closed)
    }

    private var isDatagramOverIP: Bool {
        if case .udp = peer { return true }
        return false
    }

    private func close(_ connection: Connection) {
        open.withLock { $0 = nil }
        connection.channel.close(promise: nil)
    }

    private func connection() async throws -> Connection {
        if let connection = open.withLock({ $0 }) {
            if let error = connection.errors.takeError() {
                close(connection)
                throw error
            }
            if connection.channel.isActive { return connection }
            close(connection)
        }
        let errors = SocketErrorHandler(onRefusal: isDatagramOverIP ? onRefusal : nil)
        let opened: EventLoopFuture<any Channel> = connect(errors)
        let channel = try await FutureWaiter<any Channel>.value(of: opened) { $0.close(promise: nil) }
        let connection = Connection(channel: channel, errors: errors)
        open.withLock { $0 = connection }
        return connection
    }

    private func connect(_ errors: SocketErrorHandler) -> EventLoopFuture<any Channel> {
        let initialize: @Sendable (any Channel) -> EventLoopFuture<Void> = { $0.pipeline.addHandler(errors) }
        switch peer {
        case .unixDatagram(let path):
            return DatagramBootstrap(group: group).channelInitializer(initialize).connect(unixDomainSocketPath: path)
        case .tcp(let host, let port):
            return ClientBootstrap(group: group).connectTimeout(connectTimeout).channelInitializer(initialize)
                .connect(host: host, port: port)
        case .udp(let host, let port):
            let group = group
            // The resolver of the C library blocks its thread.
            return NIOThreadPool.singleton.runIfActive(eventLoop: group.next()) {
                try SocketAddress.makeAddressResolvingHost(host, port: port)
            }.flatMap { address in
                DatagramBootstrap(group: group).channelInitializer(initialize).connect(to: address)
            }
        }
    }
}
