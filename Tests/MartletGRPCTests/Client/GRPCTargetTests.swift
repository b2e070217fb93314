import Testing

@testable import MartletGRPC

@Suite("Where a server is")
struct GRPCTargetTests {
    @Test(
        "Texts are read and written",
        arguments: ["127.0.0.1:8082", "[::1]:8082", "add.internal:1", "unix:/run/add.sock"]
    )
    func texts(text: String) {
        #expect(GRPCTarget(text)?.description == text)
    }

    @Test(
        "Other texts are no target",
        arguments: ["", ":80", "host", "host:", "host:0", "host:70000", "::1:80", "unix:", "http://a:80"]
    )
    func others(text: String) {
        #expect(GRPCTarget(text) == nil)
    }

    @Test("A certificate is for a name, not for an address")
    func names() {
        #expect(GRPCTarget("add.internal:1")?.hostname == "add.internal")
        #expect(GRPCTarget("127.0.0.1:1")?.hostname == nil)
        #expect(GRPCTarget("[::1]:1")?.hostname == nil)
        #expect(GRPCTarget("unix:/a")?.authority == "localhost")
    }
}
