import RealServers
import Testing

@Suite(.requires(.promtool))
struct PromtoolTests {
    @Test("says nothing of a good page, names bad style, and refuses what is no page")
    func judges() async throws {
        let page = "# HELP requests_total All.\n# TYPE requests_total counter\nrequests_total 1\n"
        #expect(try await Promtool.check(page) == [])
        let style = try await Promtool.check("# TYPE requests counter\nrequests 1\n")
        #expect(style.contains { $0.contains("no help text") })
        await #expect(throws: ServerError.self) { try await Promtool.check("requests{ 1\n") }
    }
}
