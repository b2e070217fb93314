/// One running copy of a service: where it listens, and what a registry says about it.
///
/// ```swift
/// let instance = Instance(host: "10.0.0.5", port: 8080, metadata: ["version": "2"], weight: 3, zone: "eu-1a")
/// let caller = http.at("http://\(instance.address)")
/// ```
///
/// An instance is the same one in two snapshots when its ``id``, its ``host`` and its ``port`` are; only then do clients
/// keep its connections. Everything else about it may change while it lives.
public struct Instance: Hashable, Sendable, Identifiable {
    /// Unique among the instances of a service; the ``address`` unless something else is given.
    public let id: String

    /// A name, or an IPv4 or IPv6 address without brackets.
    public let host: String

    /// The port, 0 to 65535.
    public let port: UInt16

    /// Labels to choose instances by; Consul has them.
    public var tags: Set<String>

    /// Facts to choose instances by.
    public var metadata: [String: String]

    /// How much of the calls it gets in proportion to others; 0 for as few as possible. Balancers take up to 1 000 000.
    public var weight: Int

    /// Instances of a higher number are called only when there is none of a lower one, as in
    /// [RFC 2782](https://www.rfc-editor.org/rfc/rfc2782).
    public var priority: Int

    /// The zone, or data center, or rack, that it runs in.
    public var zone: String?

    /// What the registry says about its health.
    public var health: Health

    /// Makes an instance.
    ///
    /// - Parameters:
    ///   - host: A name, or an IPv4 or IPv6 address; brackets around the latter are taken off.
    ///   - port: The port.
    ///   - id: Unique among the instances of the service; the address by default.
    ///   - tags: Labels.
    ///   - metadata: Facts.
    ///   - weight: How much of the calls it gets; numbers below 0 count as 0.
    ///   - priority: Lower numbers first.
    ///   - zone: Where it runs.
    ///   - health: What is known of its health.
    public init(
        host: String,
        port: UInt16,
        id: String? = nil,
        tags: Set<String> = [],
        metadata: [String: String] = [:],
        weight: Int = 1,
        priority: Int = 0,
        zone: String? = nil,
        health: Health = .healthy
    ) {
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.count > 2
        self.host = isBracketed ? String(host.dropFirst().dropLast()) : host
        self.port = port
        self.id = id ?? InstanceAddress.text(host: self.host, port: port)
        self.tags = tags
        self.metadata = metadata
        self.weight = max(0, weight)
        self.priority = priority
        self.zone = zone
        self.health = health
    }

    /// Makes an instance of an address: `10.0.0.5:8080`, `[::1]:8080`, `shop.internal:8080`.
    ///
    /// - Parameter address: The address. It is `nil` for what is none.
    public init?(address: String) {
        guard let parsed = InstanceAddress(address) else { return nil }
        self.init(host: parsed.host, port: parsed.port)
    }

    /// Host and port as they stand in a URL: `10.0.0.5:8080`, `[::1]:8080`.
    public var address: String {
        InstanceAddress.text(host: host, port: port)
    }
}

extension Instance: CustomStringConvertible {
    /// The address, after the id when that is another.
    public var description: String {
        id == address ? address : "\(id) at \(address)"
    }
}
