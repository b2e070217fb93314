import Martlet
import MartletHTTP
import MartletThriftProtocol
import NIOCore

/// Accepts connections of Thrift.
struct ThriftAcceptor: ConnectionAcceptor {
    let count: ConnectionCount
    private let table: MethodTable
    private let settings: ServerConnectionSettings

    init(_ table: MethodTable, configuration: ThriftServer.Configuration) {
        let count = ConnectionCount(limit: configuration.limits.connectionCount)
        self.count = count
        self.table = table
        settings = ServerConnectionSettings(configuration, onClose: { count.remove() })
    }

    func accept(_ channel: any Channel, on loop: ServerLoop, speaksTLS: Bool) throws {
        let handler = ServerConnectionHandler(table, loop: loop, settings: settings)
        try channel.pipeline.syncOperations.addHandler(handler)
    }
}

/// What all connections of a server have in common, in the units that they need.
struct ServerConnectionSettings: Sendable {
    let limits: ThriftServerLimits
    let callTimeout: Duration?
    let transport: ThriftTransport
    let kind: ThriftProtocolKind
    private let propagation: ThriftPropagation

    let ticks: TimeoutTicks

    /// Called once when a connection has ended.
    let onClose: @Sendable () -> Void

    init(_ configuration: ThriftServer.Configuration, onClose: @escaping @Sendable () -> Void) {
        limits = configuration.limits
        callTimeout = configuration.callTimeout
        transport = configuration.transport
        kind = configuration.protocol
        propagation = configuration.propagation
        ticks = TimeoutTicks(configuration.timeouts)
        self.onClose = onClose
    }

    /// Reads what travels with a call; a time-out of the server's is kept when it is shorter.
    func read(_ headers: ThriftHeaders, into context: inout RequestContext) {
        let own = context.deadline
        propagation.read(headers, into: &context)
        if let own, let received = context.deadline { context.deadline = min(own, received) }
    }
}
