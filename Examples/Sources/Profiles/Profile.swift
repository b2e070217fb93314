/// Somebody, and where to find them.
public struct Profile: Equatable, Identifiable, Sendable {
    /// What the profile is looked up by.
    public var id: String

    /// The name; empty when it is not known.
    public var name: String

    /// The addresses, in the order in which they were given. No two have the same id.
    public var addresses: [Address]

    /// Makes a profile.
    public init(id: String, name: String = "", addresses: [Address] = []) {
        self.id = id
        self.name = name
        self.addresses = addresses
    }
}

/// One of the addresses of a profile.
public struct Address: Equatable, Identifiable, Sendable {
    /// What the address is looked up by, within its profile.
    public var id: String

    /// Where it is.
    public var location: String

    /// Makes an address.
    public init(id: String, location: String = "") {
        self.id = id
        self.location = location
    }
}

/// A change to a profile. What is absent or empty stays as it is.
public struct ProfilePatch: Codable, Sendable {
    /// The id of the profile; if it is there, it must be the right one.
    public var id: String?

    /// The new name.
    public var name: String?

    /// The new addresses; they replace the old ones.
    public var addresses: [Address]?

    /// Makes a change.
    public init(id: String? = nil, name: String? = nil, addresses: [Address]? = nil) {
        self.id = id
        self.name = name
        self.addresses = addresses
    }
}

extension Profile {
    /// Changes what the patch has.
    mutating func apply(_ patch: ProfilePatch) {
        if let name = patch.name, !name.isEmpty { self.name = name }
        if let addresses = patch.addresses, !addresses.isEmpty { self.addresses = addresses }
    }
}
