import MartletDiscovery

extension ServiceEntry {
    /// What Consul has no field for, and what is kept among the metadata of a service.
    enum MetadataKey {
        static let zone = "zone"
        static let priority = "priority"
    }

    /// The instance; `nil` for one that cannot be called, since it has no port or what is no address.
    ///
    /// - Parameter isAlone: Whether no other entry has the same service id.
    func instance(isAlone: Bool) -> Instance? {
        let host = [service.address, node.address].lazy.compactMap(\.self).first { !$0.isEmpty }
        guard let host, let port = UInt16(exactly: service.port ?? 0), port > 0 else { return nil }
        let instance = Instance(host: host, port: port)
        // The initializer takes any text, this one only what may stand in a URL.
        guard Instance(address: instance.address) != nil else { return nil }
        var metadata = service.metadata ?? [:]
        let zone = metadata.removeValue(forKey: MetadataKey.zone) ?? node.metadata?[MetadataKey.zone]
        var priority = 0
        if let number = metadata[MetadataKey.priority].flatMap({ Int($0) }) {
            priority = number
            metadata[MetadataKey.priority] = nil
        }
        return Instance(
            host: host,
            port: port,
            id: id(isAlone: isAlone),
            tags: Set(service.tags ?? []),
            metadata: metadata,
            weight: weight,
            priority: priority,
            zone: zone,
            health: health
        )
    }

    /// The id of the service, which is unique on its node; with that of the node where this does not tell instances apart,
    /// above all where nobody has given ids and each is the name of the service.
    private func id(isAlone: Bool) -> String? {
        guard let whole = service.id, !whole.isEmpty else { return nil }
        let id = ServiceID(whole).instance(of: service.name ?? "")
        guard !isAlone || whole == service.name, let node = node.name, !node.isEmpty else { return id }
        return "\(node)/\(id)"
    }

    /// The worst of all checks.
    var health: Instance.Health {
        var health = Instance.Health.healthy
        for check in checks ?? [] {
            switch check.status {
            case "passing": break
            case "warning": if health == .healthy { health = .warning }
            // Maintenance is a check of status critical.
            case "critical", "maintenance": return .unhealthy
            default: health = .unknown
            }
        }
        return health
    }

    /// The weight for the present health, as Consul's DNS gives it.
    private var weight: Int {
        // A registration from before there were weights has none, or zeros.
        guard let weights = service.weights, let passing = weights.passing, passing > 0 else { return 1 }
        return health == .warning ? weights.warning ?? passing : passing
    }
}

extension Snapshot {
    /// Makes a snapshot of an answer.
    ///
    /// - Parameters:
    ///   - entries: The entries.
    ///   - tags: Those that an instance must have, all of them.
    ///   - limit: How many of the entries count, from the first.
    init(_ entries: [ServiceEntry], tags: Set<String>, limit: Int?) {
        var uses: [String: Int] = [:]
        for entry in entries { uses[entry.service.id ?? "", default: 0] += 1 }
        let instances = entries.lazy
            .filter { tags.isSubset(of: $0.service.tags ?? []) }
            .compactMap { $0.instance(isAlone: uses[$0.service.id ?? ""] == 1) }
        self.init(instances.prefix(max(0, limit ?? .max)))
    }
}
