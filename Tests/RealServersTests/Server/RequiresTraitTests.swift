import Testing

@testable import RealServers

@Suite
struct RequiresTraitTests {
    private static let missing = Requirement("Nothing", package: "apt-get install nothing") { [nil] }
    private static let present = Requirement("Shell", package: "apt-get install dash") { ["/bin/sh"] }

    @Test("a missing server skips the test, and says what to install")
    func skips() throws {
        let decision = Decision([Self.present, Self.missing], required: false)
        #expect(try decision.allowsRun() == false)
        #expect(decision.message.contains("Nothing is not installed"))
        #expect(decision.message.contains("apt-get install nothing"))
        #expect(!decision.message.contains("Shell"))
    }

    @Test("a missing server fails the test when servers are required")
    func fails() {
        let decision = Decision([Self.missing], required: true)
        let error = #expect(throws: ServerError.self) { try decision.allowsRun() }
        #expect(error?.description.contains("apt-get install nothing") == true)
    }

    @Test("nothing missing: the test runs", arguments: [false, true])
    func runs(required: Bool) throws {
        #expect(try Decision([Self.present], required: required).allowsRun())
    }
}
