import RealServers
import Testing

@Suite(.requires(.relay), .requires(.zooKeeper))
struct RelayTests {
    @Test("it passes bytes on, none while it is suspended, and again after that and after a crash")
    func roundTrip() async throws {
        try await withServer(ZooKeeper.self) { server async throws in
            try await withServer(Relay.self, options: .init(to: server.ports[0])) { relay async throws in
                func answers() async throws -> Bool {
                    try await server.ask("srvr", port: relay.port).contains("Mode: standalone")
                }
                #expect(try await answers())
                relay.suspend()
                #expect(try await !answers())
                relay.resume()
                #expect(try await answers())
                await relay.kill()
                try await relay.start()
                #expect(try await answers())
            }
        }
    }
}
