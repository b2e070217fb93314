import RealServers
import Testing

@Suite(.requires(.etcd))
struct EtcdServerTests {
    @Test("keys are read back, also after a crash; without its data there are none")
    func roundTrip() async throws {
        try await withServer(EtcdServer.self) { server in
            try await server.put("/a/1", "x")
            try await server.put([("/a/2", "y"), ("/a/3", "z")])
            try await server.delete("/a/1")
            #expect(try await server.count("/a/") == 2)
            #expect(try await server.isLeader())
            #expect(try await server.callCounts()["Txn"] == 1)
            await server.kill()
            await #expect(throws: (any Error).self) { try await server.count("/a/") }
            try await server.start()
            #expect(try await server.count("/a/") == 2)
            let revision = try await server.revision()
            try await server.compact()
            #expect(try await server.revision() == revision)
            await server.kill()
            try await server.eraseData()
            try await server.start()
            #expect(try await server.count("/a/") == 0)
        }
    }

    @Test("with users it refuses requests without one, also after a restart")
    func users() async throws {
        try await withServer(EtcdServer.self, options: .init(hasUsers: true)) { server in
            await #expect(throws: ServerError.self) { try await server.put("/services/a", "x") }
            await server.terminate()
            try await server.start()
            await #expect(throws: ServerError.self) { try await server.put("/services/a", "x") }
        }
    }

    @Test("with TLS it is ready, and refuses plain text")
    func tls() async throws {
        try await withServer(EtcdServer.self, options: .init(hasTLS: true)) { server in
            #expect(server.url.hasPrefix("https://"))
            await #expect(throws: (any Error).self) { try await server.put("/a", "x") }
        }
    }

    @Test("a cluster has one leader, and another one when that dies")
    func cluster() async throws {
        try await withEtcdCluster { members in
            func leaders() async throws -> [Int] {
                var leaders: [Int] = []
                for index in members.indices where members[index].isRunning {
                    if try await members[index].isLeader() { leaders.append(index) }
                }
                return leaders
            }
            let before = try await leaders()
            #expect(before.count == 1)
            await members[before[0]].kill()
            try await eventually("there is another leader") { try await leaders().count == 1 }
            #expect(try await leaders() != before)
            try await members[before[0]].start()
        }
    }
}
