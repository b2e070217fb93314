import ExampleTesting
import GRDB
import MartletHTTP
import MartletTesting
import Profiles
import Testing

@testable import ProfilesSQLite

@Suite("The store in SQLite", .timeLimit(.minutes(2)))
struct SQLiteProfileStoreTests {
    @Test("syncs every commit to the disk, and checks references")
    func durability() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteProfileStore(path: folder + "/test.sqlite")
            try await store.insert(.sample)
            let settings = try await store.database.writeWithoutTransaction { database in
                try ["journal_mode", "synchronous", "foreign_keys"].map { name in
                    try String.fetchOne(database, sql: "PRAGMA \(name)")
                }
            }
            // 2 is FULL.
            #expect(settings == ["wal", "2", "1"])
        }
    }

    @Test("has everything when it is opened again")
    func reopening() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/test.sqlite"
            try await SQLiteProfileStore(path: path).insert(.sample)
            for _ in 1...2 { #expect(try await SQLiteProfileStore(path: path).profile("1234") == .sample) }
        }
    }

    @Test("leaves no address behind")
    func orphans() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteProfileStore(path: folder + "/test.sqlite")
            try await store.insert(.sample)
            try await store.delete("1234")
            #expect(try await store.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM address") } == 0)
        }
    }

    @Test("says that it has failed, and works again when it can", arguments: ["max_page_count = 1", "query_only = ON"])
    func failing(pragma: String) async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteProfileStore(path: folder + "/test.sqlite")
            let service = Peer(try InProcessTransport(ProfileEndpoints(StoredProfileService(store)).routes))
            let ok = Answer(status: 200, body: "{}")
            #expect(try await service.send(.post, "/profiles/", #"{"id":"before"}"#) == ok)

            // A full disk and a file that cannot be written, as SQLite sees them.
            try await store.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA \(pragma)") }
            let answers = try await fill(service)
            #expect(answers.contains(Answer(status: 500, body: #"{"error":"the store has failed","code":"internal"}"#)))
            #expect(answers.allSatisfy { $0 == ok || $0.status == 500 })
            #expect(
                try await service.send(.get, "/profiles/before")
                    == Answer(status: 200, body: #"{"profile":{"id":"before"}}"#)
            )

            try await store.database.writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA max_page_count = 1000000; PRAGMA query_only = OFF")
            }
            #expect(try await service.send(.post, "/profiles/", #"{"id":"after"}"#) == ok)
        }
    }

    @Test("opens no file that is something else")
    func otherFiles() async throws {
        try await withTemporaryFolder { folder in
            #expect(throws: DatabaseError.self) { try SQLiteProfileStore(path: folder + "/missing/test.sqlite") }
            #expect(throws: DatabaseError.self) { try SQLiteProfileStore(path: CommandLine.arguments[0]) }
        }
    }

    /// Sends more than the pages in use have room for.
    private func fill(_ service: Peer) async throws -> [Answer] {
        var answers: [Answer] = []
        for number in 1...20 {
            let name = String(repeating: "x", count: 1_000)
            answers.append(try await service.send(.post, "/profiles/", #"{"id":"\#(number)","name":"\#(name)"}"#))
        }
        return answers
    }
}
