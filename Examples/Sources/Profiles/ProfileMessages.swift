// What the endpoints take and answer. Where a request has a part in the path of a URL and a part in the body, a route
// puts them together and a client takes them apart.

/// A profile, and the id that it was sent to.
public struct PutProfileRequest: Sendable {
    /// The id.
    public var id: String

    /// The profile.
    public var profile: Profile

    /// Makes a request.
    public init(id: String, profile: Profile) {
        self.id = id
        self.profile = profile
    }
}

/// A change, and the id of what to change.
public struct PatchProfileRequest: Sendable {
    /// The id.
    public var id: String

    /// The change.
    public var patch: ProfilePatch

    /// Makes a request.
    public init(id: String, patch: ProfilePatch) {
        self.id = id
        self.patch = patch
    }
}

/// One address of one profile.
public struct AddressRequest: Sendable {
    /// The id of the address.
    public var id: String

    /// The id of the profile.
    public var profileID: String

    /// Makes a request.
    public init(id: String, profileID: String) {
        self.id = id
        self.profileID = profileID
    }
}

/// An address, and the profile that it is for.
public struct AddAddressRequest: Sendable {
    /// The address.
    public var address: Address

    /// The id of the profile.
    public var profileID: String

    /// Makes a request.
    public init(address: Address, profileID: String) {
        self.address = address
        self.profileID = profileID
    }
}

/// `{"profile":{"id":"1234","name":"Go Kit"}}`
public struct ProfileResponse: Codable, Sendable {
    /// The profile.
    public var profile: Profile
}

/// `{"addresses":[{"id":"1","location":"here"}]}`, or `{}` when there are none.
public struct AddressesResponse: Codable, Sendable {
    /// The addresses, in order; `nil` when there are none.
    public var addresses: [Address]?

    init(addresses: [Address]) {
        self.addresses = addresses.isEmpty ? nil : addresses
    }
}

/// `{"address":{"id":"1","location":"here"}}`
public struct AddressResponse: Codable, Sendable {
    /// The address.
    public var address: Address
}
