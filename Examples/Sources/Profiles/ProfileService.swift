/// What the service does: the business domain, which knows of no transport and nothing of the kit.
///
/// Each method throws a ``ProfileError``, or an error of the store. A client of the service conforms too, so that it can
/// stand wherever the service does; its errors are then the same as statuses.
public protocol ProfileService: Sendable {
    /// Adds a profile, whose id must be new.
    func create(_ profile: Profile) async throws

    /// The profile with an id.
    func profile(_ id: String) async throws -> Profile

    /// Adds a profile, or replaces the one that has its id.
    func put(_ profile: Profile, at id: String) async throws

    /// Changes a profile.
    func patch(_ id: String, with patch: ProfilePatch) async throws

    /// Deletes a profile with its addresses.
    func delete(_ id: String) async throws

    /// The addresses of a profile, in order.
    func addresses(of profileID: String) async throws -> [Address]

    /// An address of a profile.
    func address(_ id: String, of profileID: String) async throws -> Address

    /// Adds an address, whose id must be new to the profile, after the others.
    func add(_ address: Address, to profileID: String) async throws

    /// Takes an address out of a profile.
    func remove(_ id: String, from profileID: String) async throws
}
