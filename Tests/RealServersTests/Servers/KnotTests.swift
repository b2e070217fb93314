import Testing

@testable import RealServers

@Suite(.requires(.knot))
struct KnotTests {
    @Test("records are changed, also after a restart")
    func roundTrip() async throws {
        try await withServer(Knot.self) { knot in
            try await knot.update(["add a.svc.test 1 A 127.0.0.2"])
            await #expect(throws: ServerError.self) { try await knot.update(["add a.other.test 1 A 127.0.0.2"]) }
            await knot.kill()
            try await knot.start()
            try await knot.update(["delete a.svc.test A", "add a.svc.test 1 A 127.0.0.3"])
        }
    }
}
