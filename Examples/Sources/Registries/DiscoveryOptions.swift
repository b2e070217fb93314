public import ArgumentParser
public import Logging
public import MartletDiscovery
public import ServiceLifecycle

/// The flags of a program that finds services: a registry, or a file in its place.
public struct DiscoveryOptions: ParsableArguments {
    @OptionGroup
    var registry: RegistryOptions

    @Option(help: ArgumentHelp("A file of instances in place of a registry, which is read again when it changes."))
    var file: String?

    /// Makes the defaults.
    public init() {}

    /// Refuses less and more than one place to look.
    public func validate() throws {
        let count = [registry.consul, registry.etcd, registry.zookeeper, file].compactMap(\.self).count
        guard count == 1 else {
            throw ValidationError("one of --consul, --etcd, --zookeeper and --file says where services are")
        }
    }

    /// Finds services.
    ///
    /// - Parameter logger: Where to say which instances there are.
    /// - Throws: `Status` for what is no address of a registry.
    public func finder(logger: Logger) throws -> ServiceFinder {
        ServiceFinder(try RegistryClient(registry, logger: logger), file: file ?? "", logger: logger)
    }
}

/// Finds services in a registry or in a file.
public struct ServiceFinder: Sendable {
    private let registry: RegistryClient?
    private let file: String
    private let discovery: Discovery

    init(_ registry: RegistryClient?, file: String, logger: Logger) {
        self.registry = registry
        self.file = file
        discovery = Discovery(logger: logger)
    }

    /// What it needs to run.
    public var services: [any Service] { (registry?.services ?? []) + [discovery] }

    /// The instances of a service.
    public func instances(of service: String) -> Instances {
        guard let registry else { return discovery.instances(of: FileResolver(file, service: service)) }
        return discovery.instances(of: registry.resolver(of: service))
    }
}
