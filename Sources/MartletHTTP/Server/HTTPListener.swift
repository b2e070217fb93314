import Martlet
import NIOCore
import NIOPosix
import NIOSSL

/// The listening socket of a running server, the loops that serve its connections, and their end.
final class HTTPListener: Sendable {
    private let application: HTTPApplication
    private let configuration: HTTPServer.Configuration
    private let tls: NIOSSLContext?
    private let group: MultiThreadedEventLoopGroup
    private let loops: [ObjectIdentifier: ConnectionLoop]
    private let count: ConnectionCount
    private let settings: ConnectionSettings

    init(
        application: HTTPApplication,
        configuration: HTTPServer.Configuration,
        tls: NIOSSLContext?,
        group: MultiThreadedEventLoopGroup
    ) {
        self.application = application
        self.configuration = configuration
        self.tls = tls
        self.group = group
        let count = ConnectionCount(limit: configuration.limits.connectionCount)
        self.count = count
        settings = ConnectionSettings(
            limits: configuration.limits,
            timeouts: configuration.timeouts,
            onClose: { count.remove() }
        )
        loops = Dictionary(
            uniqueKeysWithValues: group.makeIterator().map { eventLoop in
                (ObjectIdentifier(eventLoop), ConnectionLoop(eventLoop, fieldCount: configuration.limits.fieldCount))
            }
        )
    }

    func bind(to address: ServerAddress) async throws -> any Channel {
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
        let pipeline = channel.pipeline.syncOperations
        guard let loop = loops[ObjectIdentifier(channel.eventLoop)], count.add() else {
            return try pipeline.addHandler(OverloadHandler(speaksTLS: tls != nil))
        }
        do {
            if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
            let detector = VersionDetector(
                application: application,
                loop: loop,
                settings: settings,
                speaksTLS: tls != nil
            )
            try pipeline.addHandler(detector)
        } catch {
            // Closed already: no handler will say that it has ended.
            count.remove()
            throw error
        }
    }

    /// Lets the requests in flight finish, and closes what is left after the time for it.
    func drain() async {
        let draining = loops.values.map { loop in loop.eventLoop.submit { loop.drain() } }
        // A loop that has done this has counted all connections that were accepted before the listening socket was closed. One
        // that was not would be open when the loops have ended, and nobody would ever close it.
        for loop in draining { try? await loop.get() }
        let closing = group.any().scheduleTask(in: TimeAmount(configuration.timeouts.drain)) { self.closeAll() }
        await count.waitUntilEmpty()
        closing.cancel()
        for loop in loops.values {
            loop.eventLoop.execute { loop.stopChecks() }
        }
    }

    /// Closes all connections whatever they are doing.
    func closeAll() {
        for loop in loops.values {
            loop.eventLoop.execute { loop.forEachConnection { $0.closeNow() } }
        }
    }
}
