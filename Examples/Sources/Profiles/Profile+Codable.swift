// What is empty is left out, and what is left out is empty, as with `omitempty` in Go.

extension Profile: Codable {
    private enum Key: CodingKey { case id, name, addresses }

    /// Reads a profile.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        id = try values.decode(String.self, forKey: .id)
        name = try values.decodeIfPresent(String.self, forKey: .name) ?? ""
        addresses = try values.decodeIfPresent([Address].self, forKey: .addresses) ?? []
    }

    /// Writes a profile.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(id, forKey: .id)
        if !name.isEmpty { try values.encode(name, forKey: .name) }
        if !addresses.isEmpty { try values.encode(addresses, forKey: .addresses) }
    }
}

extension Address: Codable {
    private enum Key: CodingKey { case id, location }

    /// Reads an address.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        id = try values.decode(String.self, forKey: .id)
        location = try values.decodeIfPresent(String.self, forKey: .location) ?? ""
    }

    /// Writes an address.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(id, forKey: .id)
        if !location.isEmpty { try values.encode(location, forKey: .location) }
    }
}
