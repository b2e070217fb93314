import Logging
import MartletDiscovery
public import MartletHTTP
public import ServiceLifecycle

/// A service in a registry, while it listens.
public struct Announcement: Sendable {
    private let registry: RegistryClient
    private let registrar: Registrar
    private let makeInstance: @Sendable (Instance) -> Instance

    init(registry: RegistryClient, service: String, options: AnnouncementOptions, logger: Logger) {
        self.registry = registry
        makeInstance = { [host = options.advertise, weight = options.weight, zone = options.zone] in
            Instance(host: host ?? $0.host, port: $0.port, weight: weight, zone: zone)
        }
        registrar = Registrar(registry.registry(of: service), logger: logger)
    }

    /// What runs before the server, and so ends after it.
    public var clients: [any Service] { registry.services }

    /// What runs after the server, and so ends before it.
    public var service: any Service { registrar }

    /// Registers the service.
    ///
    /// - Parameter address: Where the server listens.
    public func announce(_ address: ServerAddress) {
        guard let bound = Instance(address: address.description) else { return }
        registrar.announce(makeInstance(bound))
    }
}
