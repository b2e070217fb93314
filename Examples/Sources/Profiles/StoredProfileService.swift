/// The service itself: the rules, on top of a store that knows none of them.
public struct StoredProfileService: ProfileService {
    private let store: any ProfileStore

    /// Makes the service.
    ///
    /// - Parameter store: Where profiles are kept.
    public init(_ store: any ProfileStore) {
        self.store = store
    }

    /// Adds a profile, whose id must be new.
    public func create(_ profile: Profile) async throws {
        try profile.validate()
        try await store.insert(profile)
    }

    /// The profile with an id.
    public func profile(_ id: String) async throws -> Profile {
        try Profile.validate(id: id)
        return try await store.profile(id)
    }

    /// Adds a profile, or replaces the one that has its id.
    public func put(_ profile: Profile, at id: String) async throws {
        guard profile.id == id else { throw ProfileError.inconsistentIDs(profile.id, sentTo: id) }
        try profile.validate()
        try await store.put(profile)
    }

    /// Changes a profile.
    public func patch(_ id: String, with patch: ProfilePatch) async throws {
        if let patchID = patch.id, !patchID.isEmpty, patchID != id {
            throw ProfileError.inconsistentIDs(patchID, sentTo: id)
        }
        try await update(id) { $0.apply(patch) }
    }

    /// Deletes a profile with its addresses.
    public func delete(_ id: String) async throws {
        try Profile.validate(id: id)
        try await store.delete(id)
    }

    /// The addresses of a profile, in order.
    public func addresses(of profileID: String) async throws -> [Address] {
        try await profile(profileID).addresses
    }

    /// An address of a profile.
    public func address(_ id: String, of profileID: String) async throws -> Address {
        try Profile.validate(id: id)
        guard let address = try await profile(profileID).addresses.first(where: { $0.id == id }) else {
            throw ProfileError.addressNotFound(id, profile: profileID)
        }
        return address
    }

    /// Adds an address, whose id must be new to the profile, after the others.
    public func add(_ address: Address, to profileID: String) async throws {
        try address.validate()
        try await update(profileID) { profile in
            guard !profile.addresses.contains(where: { $0.id == address.id }) else {
                throw ProfileError.addressExists(address.id, profile: profileID)
            }
            profile.addresses.append(address)
        }
    }

    /// Takes an address out of a profile.
    public func remove(_ id: String, from profileID: String) async throws {
        try Profile.validate(id: id)
        try await update(profileID) { profile in
            guard let index = profile.addresses.firstIndex(where: { $0.id == id }) else {
                throw ProfileError.addressNotFound(id, profile: profileID)
            }
            profile.addresses.remove(at: index)
        }
    }

    /// Every change of a profile goes through here, so that none can leave one that must not be.
    private func update(_ id: String, _ change: @escaping @Sendable (inout Profile) throws -> Void) async throws {
        try Profile.validate(id: id)
        try await store.update(id) { profile in
            try change(&profile)
            try profile.validate()
        }
    }
}
