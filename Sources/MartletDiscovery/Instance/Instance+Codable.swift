extension Instance: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, host, port, tags, metadata, weight, priority, zone, health
    }

    /// Reads an object in which only `host` and `port` must be there.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let host = try fields.decode(String.self, forKey: .host)
        let port = try fields.decode(UInt16.self, forKey: .port)
        self.init(
            host: host,
            port: port,
            id: try fields.decodeIfPresent(String.self, forKey: .id),
            tags: Set(try fields.decodeIfPresent([String].self, forKey: .tags) ?? []),
            metadata: try fields.decodeIfPresent([String: String].self, forKey: .metadata) ?? [:],
            weight: try fields.decodeIfPresent(Int.self, forKey: .weight) ?? 1,
            priority: try fields.decodeIfPresent(Int.self, forKey: .priority) ?? 0,
            zone: try fields.decodeIfPresent(String.self, forKey: .zone),
            health: try fields.decodeIfPresent(Health.self, forKey: .health) ?? .healthy
        )
        guard InstanceAddress.isHost(self.host) else {
            throw DecodingError.dataCorruptedError(forKey: .host, in: fields, debugDescription: "not a host")
        }
    }

    /// Writes an object without what is as it would be read from nothing.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        if id != address { try fields.encode(id, forKey: .id) }
        try fields.encode(host, forKey: .host)
        try fields.encode(port, forKey: .port)
        if !tags.isEmpty { try fields.encode(tags.sorted(), forKey: .tags) }
        if !metadata.isEmpty { try fields.encode(metadata, forKey: .metadata) }
        if weight != 1 { try fields.encode(weight, forKey: .weight) }
        if priority != 0 { try fields.encode(priority, forKey: .priority) }
        try fields.encodeIfPresent(zone, forKey: .zone)
        if health != .healthy { try fields.encode(health, forKey: .health) }
    }
}

extension Instance.Health: Codable {
    /// Reads a text; one that is not known is ``unknown``.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        self = [.healthy, .warning, .unhealthy].first { $0.description == text } ?? .unknown
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
