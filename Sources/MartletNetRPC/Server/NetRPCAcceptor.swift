package import Martlet
package import MartletHTTP
package import NIOCore

/// Accepts connections of net/rpc.
package struct NetRPCAcceptor: ConnectionAcceptor {
    /// The connections that are open.
    package let count: ConnectionCount
    private let table: MethodTable
    private let settings: ServerConnectionSettings

    /// Makes an acceptor for the connections of one server.
    ///
    /// - Throws: ``NetRPCMethodError`` when a name is not well formed or bound twice.
    package init(_ methods: NetRPCMethods, configuration: NetRPCServer.Configuration, errorHandler: any ErrorHandler)
        throws
    {
        let count = ConnectionCount(limit: configuration.limits.connectionCount)
        self.count = count
        table = try MethodTable(methods, errorHandler: errorHandler)
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
    let limits: NetRPCServerLimits
    let gobLimits: GobStreamLimits
    let callTimeout: Duration?
    let protocols: NetRPCProtocols
    let path: String

    let ticks: TimeoutTicks

    /// Called once when a connection has ended.
    let onClose: @Sendable () -> Void

    init(_ configuration: NetRPCServer.Configuration, onClose: @escaping @Sendable () -> Void) {
        limits = configuration.limits
        gobLimits = GobStreamLimits(configuration.limits, configuration.types)
        callTimeout = configuration.callTimeout
        protocols = configuration.protocols
        path = configuration.path
        ticks = TimeoutTicks(configuration.timeouts)
        self.onClose = onClose
    }
}
