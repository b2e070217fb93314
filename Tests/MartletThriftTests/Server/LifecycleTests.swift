import MartletThrift
import Testing

@Suite("A server's connections", .timeLimit(.minutes(1)))
struct LifecycleTests {
    @Test("A connection that is made in the moment of a shutdown is closed")
    func connectionDuringShutdown() async throws {
        for _ in 0..<100 {
            try await withThriftServer(Depot().bindings) { server async throws in
                try await RawConnection.with(port: server.port) { _, reader in
                    await server.beginShutdown()
                    _ = await reader.rest()
                }
                await server.waitForEnd()
            }
        }
    }
}
