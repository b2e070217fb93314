package import Martlet
package import MartletHTTP
import MartletThriftProtocol
package import NIOCore

/// Accepts connections of Thrift.
package struct ThriftAcceptor: ConnectionAcceptor {
    /// The connections that are open.
    package let count: ConnectionCount
    private let table: MethodTable
    private let settings: ServerConnectionSettings

    /// Makes an acceptor for the connections of one server.
    ///
    /// - Throws: ``ThriftBindingError`` when a name is empty or bound twice.
    package init(_ bindings: ThriftBindings, configuration: ThriftServer.Configuration, errorHandler: any ErrorHandler)
        throws
    {
        let count = ConnectionCount(limit: configuration.limits.connectionCount)
        self.count = count
        table = try MethodTable(bindings, errorHandler: errorHandler)
        settings = ServerConnectionSettings(configuration, onClose: { count.remove() })
    }

    /// Adds what speaks the wire to a connection.
    package func accept(_ channel: any Channel, on loop: ServerLoop, speaksTLS: Bool) throws {
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
