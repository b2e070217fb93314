import ExampleTesting
import Profiles
import ProfilesSQLite

/// The stores, all of which keep the same promises.
enum StoreKind: CaseIterable {
    case memory
    case sqlite

    func withStore(_ body: (any ProfileStore) async throws -> Void) async throws {
        switch self {
        case .memory: try await body(MemoryProfileStore())
        case .sqlite: try await withTemporaryFolder { try await body(SQLiteProfileStore(path: $0 + "/test.sqlite")) }
        }
    }

    /// The flags of profilesvc for this store.
    func withFlags(_ body: ([String]) async throws -> Void) async throws {
        switch self {
        case .memory: try await body([])
        case .sqlite: try await withTemporaryFolder { try await body(["--database", $0 + "/test.sqlite"]) }
        }
    }
}
