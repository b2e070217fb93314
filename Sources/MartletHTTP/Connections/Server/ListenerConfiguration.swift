package import NIOSSL

/// What the configurations of all servers have, whatever the wire.
package protocol ListenerConfiguration: Sendable {
    var timeouts: ServerTimeouts { get }
    var threads: ServerThreads { get }
    var tls: TLSConfiguration? { get }
    var name: String { get }
    var backlog: Int { get }
    var onListening: @Sendable (ServerAddress) -> Void { get }
}
