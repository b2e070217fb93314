public import ArgumentParser

/// The flags that say in which registry services are found and register themselves; at most one of them.
public struct RegistryOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The agent of Consul: http://127.0.0.1:8500.", valueName: "url"))
    var consul: String?

    @Option(help: ArgumentHelp("The members of etcd: http://127.0.0.1:2379, several with commas.", valueName: "urls"))
    var etcd: String?

    @Option(help: ArgumentHelp("The servers of ZooKeeper: 127.0.0.1:2181, several with commas.", valueName: "hosts"))
    var zookeeper: String?

    /// Makes the defaults: no registry.
    public init() {}

    /// Refuses more than one registry.
    public func validate() throws {
        guard [consul, etcd, zookeeper].compactMap(\.self).count <= 1 else {
            throw ValidationError("--consul, --etcd and --zookeeper exclude each other")
        }
    }
}
