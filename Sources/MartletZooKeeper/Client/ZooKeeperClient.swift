public import Logging
import Martlet
import MartletDiscovery
import MartletZooKeeperProtocol
public import NIOCore
public import NIOPosix
import NIOSSL
public import ServiceLifecycle

/// A session with an ensemble of ZooKeeper servers, for resolvers and registries.
///
/// ```swift
/// let zooKeeper = try ZooKeeperClient(servers: ["10.0.0.1:2181", "10.0.0.2:2181", "10.0.0.3:2181"], logger: logger)
/// let instances = discovery.instances(of: ZooKeeperResolver(zooKeeper, path: "/services/stringsvc"))
/// try await ServiceGroup(
///     services: [zooKeeper, discovery, server],
///     gracefulShutdownSignals: [.sigterm],
///     logger: logger
/// ).run()
/// ```
///
/// In a group it goes first: a group shuts down from the last service to the first, and a registrar needs it until the end.
/// When it shuts down it ends the session, so that all that the session has registered is gone at once.
///
/// When the connection is lost it goes to the next server with the same session, at once and then with growing random
/// pauses. When the session has expired it makes another one. Requests wait meanwhile, up to
/// ``Configuration/requestTimeout``, and then fail with `unavailable`.
public final class ZooKeeperClient: Service {
    let addresses: [Instance]
    let configuration: Configuration
    let group: any EventLoopGroup
    let logger: Logger
    let tls: NIOSSLContext?
    let requests: RequestTable
    let connections: ConnectionSlot
    let inputs: AsyncStream<Input>
    let input: AsyncStream<Input>.Continuation

    /// Names the ensemble in ids.
    let name: String

    /// Makes a client. Nothing happens until ``run()``; requests wait until then.
    ///
    /// - Parameters:
    ///   - servers: The servers of one ensemble, as `host:port`.
    ///   - configuration: Credentials, time limits, TLS.
    ///   - group: The event loops to run on.
    ///   - logger: Where to say that a connection or a session is lost.
    /// - Throws: `Status` with `invalidArgument`: no server or one that is no address, a session time-out of less than a
    ///   second, another one that is not above 0, empty credentials, or TLS that cannot be.
    public init(
        servers: [String],
        configuration: Configuration = Configuration(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger
    ) throws {
        guard !servers.isEmpty else { throw Status(.invalidArgument, "there is no ZooKeeper server") }
        addresses = try servers.map { server in
            guard let address = Instance(address: server) else {
                throw Status(.invalidArgument, "\"\(server)\" is no address of a ZooKeeper server")
            }
            return address
        }
        guard configuration.sessionTimeout >= .seconds(1) else {
            throw Status(.invalidArgument, "a ZooKeeper session of less than a second would not outlive a pause")
        }
        guard configuration.connectTimeout > .zero, configuration.requestTimeout > .zero else {
            throw Status(.invalidArgument, "a time-out is not above 0")
        }
        guard configuration.credentials?.areValid ?? true else {
            throw Status(.invalidArgument, "the user or the password for ZooKeeper is empty, or the user has a colon")
        }
        do {
            tls = try configuration.tls.map { try NIOSSLContext(configuration: $0) }
        } catch {
            throw Status(.invalidArgument, "TLS cannot be set up like this", underlying: error)
        }
        self.configuration = configuration
        self.group = group
        self.logger = logger
        name = servers.sorted().joined(separator: ",")
        (inputs, input) = AsyncStream.makeStream()
        requests = RequestTable(maximum: configuration.maximumRequests)
        connections = ConnectionSlot()
    }

    /// Keeps the session until the service group shuts down or the task is cancelled.
    ///
    /// - Throws: `Status` with `failedPrecondition` when it has run before.
    public func run() async throws {
        guard requests.start() else { throw Status(.failedPrecondition, "a ZooKeeper client runs once") }
        let input = input
        await withTaskCancellationOrGracefulShutdownHandler {
            await SessionLoop(self).run()
        } onCancelOrGracefulShutdown: {
            input.yield(.stopped)
        }
        connections.close()
        requests.end()
        // So that they ask once more, and learn that there is nobody to ask.
        for watch in requests.watches { watch.addEverything() }
    }

    /// What reaches the session from outside.
    enum Input: Sendable {
        case connected(Int)
        case received(Int, [UInt8])
        case closed(Int, (any Error)?)
        case wokeUp(Int)
        case requested(UInt64, ZooKeeperRequest)
        case cancelled(UInt64)
        case stopped
    }
}

extension ZooKeeperClient: CustomStringConvertible {
    /// `zookeeper:` and the servers, as a service group names it in its log.
    public var description: String { "zookeeper:\(name)" }
}
