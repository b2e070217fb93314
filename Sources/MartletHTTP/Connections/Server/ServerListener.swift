package import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle

/// The listening socket of a running server, the loops that serve its connections, and their end.
///
/// It is the same for every wire; a ``ConnectionAcceptor`` has what is not. It is in this module, with the client's
/// ``PipelinedConnection``, because what servers are configured with is: addresses, time-outs, threads. An error while
/// accepting, such as too many open files, makes NIO's bootstrap pause; it does not end the server.
package final class ServerListener<Acceptor: ConnectionAcceptor>: Sendable {
    private let acceptor: Acceptor
    private let configuration: any ListenerConfiguration
    private let tls: NIOSSLContext?
    private let group: MultiThreadedEventLoopGroup
    private let loops: [ObjectIdentifier: Acceptor.Loop]

    private init(
        _ acceptor: Acceptor,
        _ configuration: any ListenerConfiguration,
        tls: NIOSSLContext?,
        group: MultiThreadedEventLoopGroup
    ) {
        self.acceptor = acceptor
        self.configuration = configuration
        self.tls = tls
        self.group = group
        loops = Dictionary(
            uniqueKeysWithValues: group.makeIterator().map { (ObjectIdentifier($0), acceptor.makeLoop($0)) }
        )
    }

    // MARK: The life of a server

    /// Serves until the service group shuts down or the task is cancelled.
    ///
    /// - Throws: An error of the system when the address cannot be bound, or of TLS when the certificate and the key are not
    ///   usable.
    package static func run(
        _ acceptor: Acceptor,
        on address: ServerAddress,
        configuration: any ListenerConfiguration,
        logger: Logger
    ) async throws {
        let tls = try configuration.tls.map { try NIOSSLContext(configuration: $0) }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.threads.count)
        let listener = ServerListener(acceptor, configuration, tls: tls, group: group)
        do {
            try await listener.serve(on: address, logger)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        try await group.shutdownGracefully()
    }

    private func serve(on address: ServerAddress, _ logger: Logger) async throws {
        let channel = try await bind(to: address)
        if let bound = ServerAddress(channel.localAddress) {
            logger.info("\(configuration.name) listens", metadata: ["address": "\(bound)"])
            configuration.onListening(bound)
        }
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await channel.closeFuture.get()
            } onGracefulShutdown: {
                channel.close(promise: nil)
            }
            await drain()
        } onCancel: {
            channel.close(promise: nil)
            closeAll()
        }
        logger.info("\(configuration.name) has stopped")
    }

    // MARK: Connections

    private func bind(to address: ServerAddress) async throws -> any Channel {
        let interval = TimeAmount(configuration.timeouts.checkInterval)
        for loop in loops.values {
            loop.eventLoop.execute { loop.startChecks(every: interval) }
        }
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Int32(clamping: configuration.backlog))
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.initialize(channel) }
            }
        switch address.kind {
        case .hostname(let host, let port):
            return try await bootstrap.childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .bind(host: host, port: port).get()
        case .unixDomainSocket(let path):
            return try await bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
        }
    }

    private func initialize(_ channel: any Channel) throws {
        guard let loop = loops[ObjectIdentifier(channel.eventLoop)], acceptor.count.add() else {
            return try acceptor.refuse(channel, speaksTLS: tls != nil)
        }
        do {
            if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
            try acceptor.accept(channel, on: loop, speaksTLS: tls != nil)
        } catch {
            // Closed already: no handler will say that it has ended.
            acceptor.count.remove()
            throw error
        }
    }

    // MARK: The end

    /// Lets what is being answered finish, and closes what is left after the time for it.
    private func drain() async {
        let draining = loops.values.map { loop in loop.eventLoop.submit { loop.drain() } }
        // A loop that has done this has counted all connections that were accepted before the listening socket was closed. One
        // that was not would be open when the loops have ended, and nobody would ever close it.
        for loop in draining { try? await loop.get() }
        let closing = group.any().scheduleTask(in: TimeAmount(configuration.timeouts.drain)) { self.closeAll() }
        await acceptor.count.waitUntilEmpty()
        closing.cancel()
        for loop in loops.values {
            loop.eventLoop.execute { loop.stopChecks() }
        }
    }

    /// Closes all connections whatever they are doing.
    private func closeAll() {
        for loop in loops.values {
            loop.eventLoop.execute { loop.forEachConnection { $0.closeNow() } }
        }
    }
}
