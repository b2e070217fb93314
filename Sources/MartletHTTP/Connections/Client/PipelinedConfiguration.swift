package import NIOCore
package import NIOSSL

/// What the configurations of all clients with a ``PipelinedConnection`` have, whatever the wire.
package protocol PipelinedConfiguration: Sendable {
    var connectionCount: Int { get }
    var callCount: Int { get }
    var connectTimeout: Duration { get }
    var backoff: Duration { get }
    var maximumBackoff: Duration { get }
    var tls: TLSConfiguration? { get }
    var eventLoopGroup: any EventLoopGroup { get }
}
