import ExampleTesting
import GRDB
import Profiles
import ProfilesClient
import Subprocess
import Synchronization
import Testing

@Suite("The program profilesvc", .timeLimit(.minutes(5)))
struct ProfilesvcTests {
    @Test("what was acknowledged survives kill -9 in the middle of the traffic")
    func killing() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/test.sqlite"
            let traffic = Traffic()
            let ending = try await Program.run("profilesvc", "--database", path) { program in
                await traffic.run(against: program) { acknowledged in
                    if acknowledged == 300 { try? program.send(.kill) }
                }
            }
            #expect(ending == .signaled(Signal.kill.rawValue))
            try await check(path, has: traffic.acknowledged)
        }
    }

    @Test("TERM in the middle of the traffic loses nothing that was acknowledged")
    func terminating() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/test.sqlite"
            let traffic = Traffic()
            let ending = try await Program.run("profilesvc", "--database", path) { program in
                await traffic.run(against: program) { acknowledged in
                    if acknowledged == 100 { try? program.send(.terminate) }
                }
            }
            #expect(ending == .exited(0))
            try await check(path, has: traffic.acknowledged)
        }
    }

    @Test("TERM lets a request finish that has only begun")
    func draining() async throws {
        let ending = try await Program.run("profilesvc") { program in
            let answer = try await program.sendInHalves("POST /profiles/ HTTP/1.1", #"{"id":"1","name":"slow"}"#) {
                try program.send(.terminate)
                try await program.waitUntilRefusing()
            }
            #expect(answer.contains("HTTP/1.1 200 OK"))
            #expect(answer.hasSuffix("\r\n\r\n{}"))
        }
        #expect(ending == .exited(0))
    }

    @Test("without a database it keeps profiles in memory")
    func memory() async throws {
        let ending = try await Program.run("profilesvc") { program in
            let profiles = ProfileClient(program.peer.http)
            try await profiles.create(.sample)
            #expect(try await profiles.profile("1234") == .sample)
            try program.send(.interrupt)
        }
        #expect(ending == .exited(0))
    }

    @Test("a database that cannot be opened is explained")
    func wrongDatabase() async throws {
        let (ending, message) = try await Program.run("profilesvc", ["--database", "/nowhere/test.sqlite"])
        #expect(ending == .exited(1))
        #expect(message.contains("unable to open database file"))
    }

    /// Looks into the file first, then asks a new process.
    private func check(_ path: String, has acknowledged: [String: Int]) async throws {
        #expect(acknowledged.count >= 30)
        let findings = try await DatabaseQueue(path: path).read { database in
            try [
                "PRAGMA integrity_check",
                "PRAGMA foreign_key_check",
                // Whatever is there, is there as a whole.
                "SELECT id FROM profile WHERE 2 <> (SELECT count(*) FROM address WHERE profileID = profile.id)",
            ].map { try String.fetchAll(database, sql: $0) }
        }
        #expect(findings == [["ok"], [], []])

        try await Program.run("profilesvc", "--database", path) { program in
            let profiles = ProfileClient(program.peer.http)
            for (id, version) in acknowledged {
                let profile = try await profiles.profile(id)
                // The change after the last one that was acknowledged may have happened too.
                #expect([version, version + 1].contains(Int(profile.name)))
                #expect(profile.addresses == Traffic.addresses)
            }
            try program.send(.terminate)
        }
    }
}

/// Several clients that create profiles and change each of them twice, for as long as the service answers.
private final class Traffic: Sendable {
    static let addresses = [Address(id: "b", location: "first"), Address(id: "a", location: "second")]

    private let versions = Mutex<[String: Int]>([:])
    private let count = Mutex(0)

    /// The last change of each profile that the service has acknowledged.
    var acknowledged: [String: Int] { versions.withLock { $0 } }

    func run(against program: Program, _ onAcknowledged: @escaping @Sendable (Int) -> Void) async {
        let profiles = ProfileClient(program.peer.http)
        await withTaskGroup(of: Void.self) { clients in
            for client in 0..<8 {
                clients.addTask {
                    // An error is the end of the service.
                    try? await self.run(client, profiles, onAcknowledged)
                }
            }
        }
    }

    private func run(
        _ client: Int,
        _ profiles: ProfileClient,
        _ onAcknowledged: @Sendable (Int) -> Void
    ) async throws {
        for number in 0... {
            let id = "\(client)-\(number)"
            try await profiles.create(Profile(id: id, name: "0", addresses: Self.addresses))
            acknowledge(id, 0, onAcknowledged)
            for version in 1...2 {
                try await profiles.patch(id, with: ProfilePatch(name: "\(version)"))
                acknowledge(id, version, onAcknowledged)
            }
        }
    }

    private func acknowledge(_ id: String, _ version: Int, _ onAcknowledged: @Sendable (Int) -> Void) {
        versions.withLock { $0[id] = version }
        onAcknowledged(
            count.withLock {
                $0 += 1; return $0
            }
        )
    }
}
