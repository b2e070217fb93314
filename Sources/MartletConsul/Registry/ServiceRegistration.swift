import MartletDiscovery

/// What is sent to register an instance. Source:
/// <https://developer.hashicorp.com/consul/api-docs/agent/service#register-service>.
struct ServiceRegistration: Encodable, Equatable {
    let id: String
    let name: String
    let address: String
    let port: UInt16
    let tags: [String]
    let metadata: [String: String]
    let weights: Weights
    /// Whether others may change the tags, which would be undone at the next registration.
    let enableTagOverride = false
    let check: CheckDefinition

    enum CodingKeys: String, CodingKey {
        case id = "ID"
        case name = "Name"
        case address = "Address"
        case port = "Port"
        case tags = "Tags"
        case metadata = "Meta"
        case weights = "Weights"
        case enableTagOverride = "EnableTagOverride"
        case check = "Check"
    }

    struct Weights: Encodable, Equatable {
        let passing: Int
        let warning: Int

        enum CodingKeys: String, CodingKey {
            case passing = "Passing"
            case warning = "Warning"
        }

        /// Consul takes no others.
        private static let bounds = 1...65_535

        init(_ weight: Int) {
            passing = min(max(weight, Self.bounds.lowerBound), Self.bounds.upperBound)
            // An instance that warns still serves, so it goes on with the weight that it has chosen.
            warning = passing
        }
    }

    init(service: String, instance: Instance, check: ConsulCheck) {
        let id = ServiceID(service: service, instance: instance.id)
        self.id = id.text
        name = service
        address = instance.host
        port = instance.port
        tags = instance.tags.sorted()
        var metadata = instance.metadata
        if let zone = instance.zone { metadata[ServiceEntry.MetadataKey.zone] = zone }
        if instance.priority != 0 { metadata[ServiceEntry.MetadataKey.priority] = String(instance.priority) }
        self.metadata = metadata
        weights = Weights(instance.weight)
        self.check = CheckDefinition(check, id: "service:\(id.text)", address: instance.address)
    }
}
