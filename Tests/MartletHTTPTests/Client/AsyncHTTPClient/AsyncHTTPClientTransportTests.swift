import AsyncHTTPClient
import HTTPTypes
import Martlet
import MartletAsyncHTTPClient
import MartletHTTP
import NIOCore
import NIOPosix
import Testing

@Suite("What async-http-client is configured to do", .timeLimit(.minutes(1)))
struct AsyncHTTPClientTransportTests {
    @Test("a connection on which nothing happens")
    func readTimeout() async throws {
        var configuration = AsyncHTTPClientTransport.standardConfiguration
        configuration.timeout.read = .milliseconds(50)
        try await ScriptedPeer.with {
            await $0.waitForClose()
        } _: { origin in
            let error = try await withTransport(configuration) { transport in
                await status { _ = try await transport.send(OutgoingRequest(.get, origin), deadline: nil) }
            }
            #expect(error?.code == .deadlineExceeded && error?.retry == nil)
        }
    }

    @Test("a client of the user's own stays open")
    func borrowedClient() async throws {
        try await ScriptedPeer.with { connection in
            while try await !connection.readRequest().isEmpty { try await connection.answer("200 OK", "{}") }
        } _: { origin in
            let client = HTTPClient(eventLoopGroup: .singletonMultiThreadedEventLoopGroup)
            do {
                let transport = AsyncHTTPClientTransport(client)
                try await transport.shutdown()
                let endpoint: Endpoint<Empty, Empty> = HTTPCaller(transport).endpoint("a", .get, origin)
                #expect(try await endpoint(Empty()) == Empty())
            } catch {
                Issue.record(error)
            }
            try await client.shutdown()
        }
    }
}
