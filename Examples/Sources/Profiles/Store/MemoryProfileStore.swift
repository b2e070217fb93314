/// Keeps profiles for as long as the process lives.
public actor MemoryProfileStore: ProfileStore {
    private var profiles: [String: Profile] = [:]

    /// Makes an empty store.
    public init() {}

    /// Adds a profile.
    public func insert(_ profile: Profile) throws {
        guard profiles[profile.id] == nil else { throw ProfileError.profileExists(profile.id) }
        profiles[profile.id] = profile
    }

    /// The profile with an id.
    public func profile(_ id: String) throws -> Profile {
        guard let profile = profiles[id] else { throw ProfileError.profileNotFound(id) }
        return profile
    }

    /// Adds a profile, or replaces the one that has its id.
    public func put(_ profile: Profile) {
        profiles[profile.id] = profile
    }

    /// Changes a profile.
    public func update(_ id: String, _ change: @Sendable (inout Profile) throws -> Void) throws {
        var profile = try profile(id)
        try change(&profile)
        profiles[id] = profile
    }

    /// Deletes a profile.
    public func delete(_ id: String) throws {
        guard profiles.removeValue(forKey: id) != nil else { throw ProfileError.profileNotFound(id) }
    }
}
