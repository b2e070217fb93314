import MartletDiscovery

/// What of an instance a registry can tell, beside its address: a set of options.
public struct InstanceFacts: OptionSet, Sendable {
    /// A bit for each fact.
    public let rawValue: Int

    /// Makes a set of its bits.
    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// `Instance.id`; without it the id is what the registry makes of the address.
    public static let id = InstanceFacts(rawValue: 1 << 0)

    /// `Instance.tags`
    public static let tags = InstanceFacts(rawValue: 1 << 1)

    /// `Instance.metadata`
    public static let metadata = InstanceFacts(rawValue: 1 << 2)

    /// `Instance.weight`
    public static let weight = InstanceFacts(rawValue: 1 << 3)

    /// `Instance.priority`
    public static let priority = InstanceFacts(rawValue: 1 << 4)

    /// `Instance.zone`
    public static let zone = InstanceFacts(rawValue: 1 << 5)

    /// All of them.
    public static let all: InstanceFacts = [.id, .tags, .metadata, .weight, .priority, .zone]

    /// What differs between two instances, of what a registry can tell.
    func differences(_ left: Instance, _ right: Instance) -> [String] {
        func name<Value: Equatable>(_ name: String, _ fact: InstanceFacts?, _ path: KeyPath<Instance, Value>) -> String?
        {
            guard fact.map(contains) ?? true, left[keyPath: path] != right[keyPath: path] else { return nil }
            return "\(name) is \(right[keyPath: path]), not \(left[keyPath: path])"
        }
        return [
            name("host", nil, \.host), name("port", nil, \.port), name("id", .id, \.id), name("tags", .tags, \.tags),
            name("metadata", .metadata, \.metadata), name("weight", .weight, \.weight),
            name("priority", .priority, \.priority), name("zone", .zone, \.zone),
        ]
        .compactMap(\.self)
    }
}
