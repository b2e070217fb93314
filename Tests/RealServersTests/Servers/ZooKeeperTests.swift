import RealServers
import Testing

@Suite(.requires(.zooKeeper))
struct ZooKeeperTests {
    @Test("it serves, and serves again after a crash")
    func roundTrip() async throws {
        try await withServer(ZooKeeper.self) { server async throws in
            #expect(try await server.ask("srvr", port: server.ports[0]).contains("Mode: standalone"))
            await server.kill()
            try await server.start()
            #expect(try await server.received(port: server.ports[0]) >= 0)
        }
    }

    @Test("of three one leads, and when it is killed another one does")
    func ensemble() async throws {
        try await withServer(ZooKeeper.self, options: .init(members: 3)) { server async throws in
            let killed = try await server.killLeader()
            try await eventually("another one leads") {
                for port in server.ports where port != killed {
                    if try await server.ask("srvr", port: port).contains("Mode: leader") { return true }
                }
                return false
            }
        }
    }
}
