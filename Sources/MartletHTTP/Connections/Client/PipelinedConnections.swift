import NIOCore
import NIOSSL
package import Synchronization

/// The connections of a client to one server, over which calls are spread in turn.
package final class PipelinedConnections<Handler: PipelinedHandler>: Sendable {
    package let connections: [PipelinedConnection<Handler>]
    package let turn = Atomic<Int>(0)

    /// Makes them. Nothing is opened before the first call.
    ///
    /// - Throws: An error of TLS when its configuration is not usable.
    package init(to address: ServerAddress, _ configuration: Handler.Configuration) throws {
        let tls = try configuration.tls.map { try NIOSSLContext(configuration: $0) }
        connections = (0..<max(1, configuration.connectionCount)).map { _ in
            PipelinedConnection(
                to: address,
                configuration: configuration,
                tls: tls,
                on: configuration.eventLoopGroup.next()
            )
        }
    }

    /// The connection for a call.
    @inlinable
    package func next() -> PipelinedConnection<Handler> {
        let index = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return connections[Int(UInt(bitPattern: index) % UInt(connections.count))]
    }

    /// Closes all connections; calls on them fail, and so do those that come after.
    package func close() async {
        for connection in connections { await connection.close() }
    }
}
