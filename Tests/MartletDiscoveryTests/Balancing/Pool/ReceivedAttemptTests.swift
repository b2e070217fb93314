import Testing

@testable import Martlet
@testable import MartletDiscovery

/// The attempt of a caller of this process says nothing about the calls that the process makes.
@Suite struct ReceivedAttemptTests {
    private let instances = Instances((1...5).map { Instance(host: "host\($0)", port: 1) })

    @Test func aKeyStaysWithItsInstance() async throws {
        let endpoint = Endpoint<String, String>(
            "where",
            balancing: instances,
            by: .ringHash,
            keyedBy: .text { $0 }
        ) { instance in Endpoint("where") { _ in instance.host } }
        let owner = try await endpoint("key")
        var context = RequestContext()
        context.receive(attempt: 3)
        let afterReceived = try await RequestContext.$current.withValue(context) { try await endpoint("key") }
        #expect(afterReceived == owner)
        // One of this process does.
        context.attempt = 3
        let third = try await RequestContext.$current.withValue(context) { try await endpoint("key") }
        #expect(third != owner)
    }
}
