import GRDB
public import Profiles

/// Keeps profiles in an SQLite database: what a method has returned from survives the end of the process, whatever ends
/// it, and the loss of power.
///
/// One writer and several readers work at the same time. They run on threads of GRDB's own, and calls are suspended until
/// they are done, so nothing here blocks an event loop.
public struct SQLiteProfileStore: ProfileStore {
    let database: DatabasePool

    /// Opens a database, after making it or bringing it up to date.
    ///
    /// - Parameter path: The file. SQLite puts two more beside it while the database is open: `-wal` and `-shm`.
    public init(path: String) throws {
        var configuration = Configuration()
        // When another process writes, such as a backup, a thread of GRDB's waits for it.
        configuration.busyMode = .timeout(5)
        database = try DatabasePool(path: path, configuration: configuration)

        // GRDB chooses NORMAL whenever it opens a write-ahead log: then a commit may be lost with the power. FULL syncs
        // the log before a commit returns. It cannot be chosen earlier. On macOS it takes the second setting too.
        try database.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON")
        }
        try Self.migrator.migrate(database)
    }

    /// Adds a profile.
    public func insert(_ profile: Profile) async throws {
        try await write { database in
            guard try database.profile(profile.id) == nil else { throw ProfileError.profileExists(profile.id) }
            try database.save(profile)
        }
    }

    /// The profile with an id.
    public func profile(_ id: String) async throws -> Profile {
        let profile = try await Self.reporting { try await database.read { try $0.profile(id) } }
        guard let profile else { throw ProfileError.profileNotFound(id) }
        return profile
    }

    /// Adds a profile, or replaces the one that has its id.
    public func put(_ profile: Profile) async throws {
        try await write { try $0.save(profile) }
    }

    /// Changes a profile.
    public func update(_ id: String, _ change: @escaping @Sendable (inout Profile) throws -> Void) async throws {
        try await write { database in
            guard var profile = try database.profile(id) else { throw ProfileError.profileNotFound(id) }
            try change(&profile)
            try database.save(profile)
        }
    }

    /// Deletes a profile.
    public func delete(_ id: String) async throws {
        try await write { database in
            try database.execute(literal: "DELETE FROM profile WHERE id = \(id)")
            guard database.changesCount > 0 else { throw ProfileError.profileNotFound(id) }
        }
    }

    /// Writes in a transaction, which is rolled back when the closure throws.
    private func write(_ changes: @escaping @Sendable (Database) throws -> Void) async throws {
        try await Self.reporting { try await database.write(changes) }
    }

    private static func reporting<Result>(_ access: () async throws -> Result) async throws -> Result {
        do {
            return try await access()
        } catch let error as DatabaseError {
            throw SQLiteFailure(cause: error)
        }
    }
}
