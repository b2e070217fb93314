public import Logging

extension ProfileService {
    /// The same service, with a log line for every call.
    public func logging(to logger: Logger) -> some ProfileService {
        LoggingProfileService(base: self, logger: logger)
    }
}

/// Middleware of the service: a plain conformance to its protocol, around another one.
private struct LoggingProfileService<Base: ProfileService>: ProfileService {
    let base: Base
    let logger: Logger

    func create(_ profile: Profile) async throws {
        try await logged("create", profile: profile.id) { try await base.create(profile) }
    }

    func profile(_ id: String) async throws -> Profile {
        try await logged("profile", profile: id) { try await base.profile(id) }
    }

    func put(_ profile: Profile, at id: String) async throws {
        try await logged("put", profile: id) { try await base.put(profile, at: id) }
    }

    func patch(_ id: String, with patch: ProfilePatch) async throws {
        try await logged("patch", profile: id) { try await base.patch(id, with: patch) }
    }

    func delete(_ id: String) async throws {
        try await logged("delete", profile: id) { try await base.delete(id) }
    }

    func addresses(of profileID: String) async throws -> [Address] {
        try await logged("addresses", profile: profileID) { try await base.addresses(of: profileID) }
    }

    func address(_ id: String, of profileID: String) async throws -> Address {
        try await logged("address", profile: profileID, address: id) { try await base.address(id, of: profileID) }
    }

    func add(_ address: Address, to profileID: String) async throws {
        try await logged("add", profile: profileID, address: address.id) { try await base.add(address, to: profileID) }
    }

    func remove(_ id: String, from profileID: String) async throws {
        try await logged("remove", profile: profileID, address: id) { try await base.remove(id, from: profileID) }
    }

    private func logged<Result>(
        _ method: String,
        profile: String,
        address: String? = nil,
        _ call: () async throws -> Result
    ) async throws -> Result {
        let start = ContinuousClock.now
        var failure: (any Error)?
        defer {
            var metadata: Logger.Metadata = [
                "method": "\(method)",
                "profile": "\(excerpt(profile))",
                "took": "\(ContinuousClock.now - start)",
            ]
            if let address { metadata["address"] = "\(excerpt(address))" }
            if let failure { metadata["error"] = "\(failure)" }
            logger.info("called", metadata: metadata)
        }
        do {
            return try await call()
        } catch {
            failure = error
            throw error
        }
    }

    /// Quoted, so that nobody can write lines of their own into the log, and short, so that nobody can fill it.
    private func excerpt(_ id: String) -> String {
        String(reflecting: id.prefix(100))
    }
}
