/// Where profiles are kept. Each method either happens or does not, and none sees half of another.
public protocol ProfileStore: Sendable {
    /// Adds a profile.
    ///
    /// - Throws: ``ProfileError/profileExists(_:)``.
    func insert(_ profile: Profile) async throws

    /// The profile with an id.
    ///
    /// - Throws: ``ProfileError/profileNotFound(_:)``.
    func profile(_ id: String) async throws -> Profile

    /// Adds a profile, or replaces the one that has its id.
    func put(_ profile: Profile) async throws

    /// Changes a profile; no other change comes between the reading and the writing.
    ///
    /// - Parameters:
    ///   - id: The id.
    ///   - change: Makes the change; when it throws, the profile stays as it was. It leaves the id alone.
    /// - Throws: ``ProfileError/profileNotFound(_:)``, and what the change throws.
    func update(_ id: String, _ change: @escaping @Sendable (inout Profile) throws -> Void) async throws

    /// Deletes a profile.
    ///
    /// - Throws: ``ProfileError/profileNotFound(_:)``.
    func delete(_ id: String) async throws
}
