import Logging
import MartletAdmin
import MartletHTTP
import ServiceLifecycle
import Testing

@Suite struct AdminServerTests {
    @Test func servesOnAPortOfItsOwn() async throws {
        let (addresses, listening) = AsyncStream.makeStream(of: ServerAddress.self)
        let admin = AdminServer(on: .hostname("127.0.0.1", port: 0), logger: .silent) {
            $0.onListening = { listening.yield($0) }
            $0.version = AdminVersion(name: "svc", version: "1")
        }
        #expect("\(admin)" == "admin port on 127.0.0.1:0")
        let transport = NIOHTTPTransport()
        let group = ServiceGroup(services: [transport, admin], logger: .silent)
        async let running: Void = group.run()
        var iterator = addresses.makeAsyncIterator()
        let address = try #require(await iterator.next())
        let response = try await transport.send(OutgoingRequest(.get, "http://\(address)/version"), deadline: nil)
        #expect(response.status == .ok)
        #expect(response.text.contains(#""version":"1""#))
        await group.triggerGracefulShutdown()
        try await running
    }
}
