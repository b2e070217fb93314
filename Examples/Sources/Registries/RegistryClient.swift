public import Logging
import MartletConsul
public import MartletDiscovery
import MartletEtcd
import MartletHTTP
import MartletZooKeeper
public import ServiceLifecycle

/// A registry of the user's choice.
public struct RegistryClient: Sendable {
    /// What it needs to run.
    public let services: [any Service]

    private let makeResolver: @Sendable (String) -> any Resolver
    private let makeRegistry: @Sendable (String) -> any Registry

    /// Makes a client of the registry that the flags name; `nil` when they name none.
    ///
    /// - Parameters:
    ///   - options: The flags.
    ///   - logger: Where to say what is wrong with the registry.
    /// - Throws: `Status` for what is no address.
    public init?(_ options: RegistryOptions, logger: Logger) throws {
        if let url = options.consul {
            let transport = NIOHTTPTransport()
            let consul = Consul(url, over: transport)
            services = [transport]
            makeResolver = { ConsulResolver(consul, service: $0) }
            makeRegistry = { ConsulRegistry(consul, service: $0, check: .ttl(.seconds(10))) }
        } else if let urls = options.etcd {
            let transport = NIOHTTPTransport()
            let etcd = Etcd(Self.list(urls), over: transport)
            services = [transport]
            makeResolver = { EtcdResolver(etcd, prefix: "/services/\($0)/", logger: logger) }
            makeRegistry = { EtcdRegistry(etcd, prefix: "/services/\($0)/") }
        } else if let addresses = options.zookeeper {
            let zooKeeper = try ZooKeeperClient(servers: Self.list(addresses), logger: logger)
            services = [zooKeeper]
            makeResolver = { ZooKeeperResolver(zooKeeper, path: "/services/\($0)") }
            makeRegistry = { ZooKeeperRegistry(zooKeeper, path: "/services/\($0)") }
        } else {
            return nil
        }
    }

    /// Finds the instances of a service.
    public func resolver(of service: String) -> any Resolver { makeResolver(service) }

    /// Registers instances of a service.
    public func registry(of service: String) -> any Registry { makeRegistry(service) }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map(String.init)
    }
}
