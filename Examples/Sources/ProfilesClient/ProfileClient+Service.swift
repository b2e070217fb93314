import Martlet
public import Profiles

extension ProfileClient: ProfileService {
    /// Adds a profile, whose id must be new.
    public func create(_ profile: Profile) async throws {
        _ = try await createProfile(profile)
    }

    /// The profile with an id.
    public func profile(_ id: String) async throws -> Profile {
        try await getProfile(id).profile
    }

    /// Adds a profile, or replaces the one that has its id.
    public func put(_ profile: Profile, at id: String) async throws {
        _ = try await putProfile(.init(id: id, profile: profile))
    }

    /// Changes a profile.
    public func patch(_ id: String, with patch: ProfilePatch) async throws {
        _ = try await patchProfile(.init(id: id, patch: patch))
    }

    /// Deletes a profile with its addresses.
    public func delete(_ id: String) async throws {
        _ = try await deleteProfile(id)
    }

    /// The addresses of a profile, in order.
    public func addresses(of profileID: String) async throws -> [Address] {
        try await getAddresses(profileID).addresses ?? []
    }

    /// An address of a profile.
    public func address(_ id: String, of profileID: String) async throws -> Address {
        try await getAddress(.init(id: id, profileID: profileID)).address
    }

    /// Adds an address, whose id must be new to the profile, after the others.
    public func add(_ address: Address, to profileID: String) async throws {
        _ = try await addAddress(.init(address: address, profileID: profileID))
    }

    /// Takes an address out of a profile.
    public func remove(_ id: String, from profileID: String) async throws {
        _ = try await removeAddress(.init(id: id, profileID: profileID))
    }
}
