import Martlet
import MartletHTTP
import MartletThriftProtocol
import NIOCore
import NIOPosix
import NIOSSL

/// The listening socket of a running server, the loops that serve its connections, and their end.
final class ThriftListener: Sendable {
    private let table: MethodTable
    private let configuration: ThriftServer.Configuration
    private let tls: NIOSSLContext?
    private let group: MultiThreadedEventLoopGroup
    private let loops: [ObjectIdentifier: ServerLoop]
    private let count: ConnectionCount
    private let settings: ServerConnectionSettings

    init(
        _ table: MethodTable,
        configuration: ThriftServer.Configuration,
        tls: NIOSSLContext?,
        group: MultiThreadedEventLoopGroup
    ) {
        self.table = table
        self.configuration = configuration
        self.tls = tls
        self.group = group
        let count = ConnectionCount(limit: configuration.limits.connectionCount)
        self.count = count
        settings = ServerConnectionSettings(configuration, onClose: { count.remove() })
        loops = Dictionary(
            uniqueKeysWithValues: group.makeIterator().map { (ObjectIdentifier($0), ServerLoop($0)) }
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
            // This wire has no answer for a connection that is one too many.
            return channel.close(promise: nil)
        }
        do {
            if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
            try pipeline.addHandler(ServerConnectionHandler(table, loop: loop, settings: settings))
        } catch {
            // Closed already: no handler will say that it has ended.
            count.remove()
            throw error
        }
    }

    /// Lets the calls in flight finish, and closes what is left after the time for it.
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

/// What all connections of a server have in common, in the units that they need.
struct ServerConnectionSettings: Sendable {
    let limits: ThriftServerLimits
    let callTimeout: Duration?
    let transport: ThriftTransport
    let kind: ThriftProtocolKind
    private let propagation: ThriftPropagation

    /// The time-outs, counted in checks.
    let idleTicks: Int
    let receiveTicks: Int
    let sendTicks: Int
    let lingerTicks: Int

    /// Called once when a connection has ended.
    let onClose: @Sendable () -> Void

    init(_ configuration: ThriftServer.Configuration, onClose: @escaping @Sendable () -> Void) {
        limits = configuration.limits
        callTimeout = configuration.callTimeout
        transport = configuration.transport
        kind = configuration.protocol
        propagation = configuration.propagation
        let interval = configuration.timeouts.checkInterval
        func ticks(_ timeout: Duration) -> Int { Int(exactly: max(1, (timeout / interval).rounded(.up))) ?? .max }
        idleTicks = ticks(configuration.timeouts.idle)
        receiveTicks = ticks(configuration.timeouts.receive)
        sendTicks = ticks(configuration.timeouts.send)
        lingerTicks = ticks(configuration.timeouts.linger)
        self.onClose = onClose
    }

    /// Reads what travels with a call; a time-out of the server's is kept when it is shorter.
    func read(_ headers: ThriftHeaders, into context: inout RequestContext) {
        let own = context.deadline
        propagation.read(headers, into: &context)
        if let own, let received = context.deadline { context.deadline = min(own, received) }
    }
}
