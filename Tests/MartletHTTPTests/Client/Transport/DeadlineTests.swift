import AsyncHTTPClient
import HTTPTypes
import Martlet
import MartletAsyncHTTPClient
import MartletHTTP
import NIOCore
import Testing

/// These tests wait for a real clock, for as long as the deadline is away: 50 milliseconds.
@Suite("Deadlines over a socket", .eachTransport, .timeLimit(.minutes(1)))
struct DeadlineTests {
    private static let soon = Duration.milliseconds(50)

    /// Sends straight through the transport, so that nothing but the transport watches the deadline.
    private func send(_ origin: String, streaming: Bool, timeout: Duration = soon) async throws -> Status? {
        try await withTransport { try await send(origin, streaming: streaming, timeout: timeout, $0) }
    }

    private func send(
        _ origin: String,
        streaming: Bool,
        timeout: Duration?,
        _ transport: any ClosableTransport
    ) async throws -> Status? {
        var request = OutgoingRequest(.get, origin)
        if streaming { request.responseBody = .streamed }
        let deadline = timeout.map { Deadline.after($0) }
        return await status {
            let response = try await transport.send(request, deadline: deadline)
            _ = try await response.bodyStream.collect()
        }
    }

    /// Answers a first request, so that there is a connection, and what follows goes through it at once.
    private func withWarmPeer(
        streaming: Bool,
        _ answer: @escaping @Sendable (PeerConnection) async throws -> Void
    ) async throws {
        let closed = Signal()
        try await ScriptedPeer.with { connection in
            defer { closed.send() }
            _ = try await connection.readRequest()
            try await connection.answer("200 OK", "warm")
            _ = try await connection.readRequest()
            try await answer(connection)
            await connection.waitForClose()
        } _: { origin in
            try await withTransport { transport in
                let warm = try await send(origin, streaming: streaming, timeout: nil, transport)
                #expect(warm == nil)
                let error = try await send(origin, streaming: streaming, timeout: Self.soon, transport)
                #expect(error?.code == .deadlineExceeded)
                await closed.wait()
            }
        }
    }

    @Test("a deadline that has passed never connects", arguments: [true, false])
    func expired(streaming: Bool) async throws {
        let connections = Recorder<Int>()
        try await ScriptedPeer.with {
            connections.record($0.number)
        } _: { origin in
            let error = try await send(origin, streaming: streaming, timeout: .zero)
            #expect(error?.code == .deadlineExceeded)
        }
        #expect(connections.elements.isEmpty)
    }

    @Test("while connecting, and long before connecting itself gives up", arguments: [true, false])
    func connecting(streaming: Bool) async throws {
        // The connection is accepted, but no handshake of TLS follows. Its end lets the client shut down at once.
        let finished = Signal()
        try await ScriptedPeer.with { _ in
            await finished.wait()
        } _: { origin in
            try await withTransport { transport in
                let origin = origin.replacing("http://", with: "https://")
                let start = ContinuousClock.now
                let error = try await send(origin, streaming: streaming, timeout: Self.soon, transport)
                #expect(error?.code == .deadlineExceeded)
                #expect(ContinuousClock.now - start < .seconds(4))
                finished.send()
            }
        }
    }

    @Test("while waiting for the answer, and the peer sees it", arguments: [true, false])
    func waiting(streaming: Bool) async throws {
        try await withWarmPeer(streaming: streaming) { _ in }
    }

    @Test("within the body, and the peer sees it", arguments: [true, false])
    func body(streaming: Bool) async throws {
        try await withWarmPeer(streaming: streaming) {
            try await $0.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
        }
    }

    @Test("around a call, by withTimeout")
    func aroundCall() async throws {
        try await withPeer {
            await $0.waitForClose()
        } _: { http in
            let endpoint: Endpoint<Empty, Empty> = http.endpoint("a", .get, "/")
            let error = await status { _ = try await withTimeout(Self.soon) { try await endpoint(Empty()) } }
            #expect(error?.code == .deadlineExceeded)
        }
    }

    @Test("a connection that cannot be made in time is unavailable and safe to try again, as no deadline has passed")
    func connectTimeout() async throws {
        var configuration = AsyncHTTPClientTransport.standardConfiguration
        configuration.timeout.connect = .milliseconds(50)
        try await ScriptedPeer.with {
            await $0.waitForClose()
        } _: { origin in
            let origin = origin.replacing("http://", with: "https://")
            let error = try await withTransport(configuration) { transport in
                await status { _ = try await transport.send(OutgoingRequest(.get, origin), deadline: nil) }
            }
            #expect(error?.code == .unavailable && error?.delivery == .unprocessed)
            #expect(error?.message.hasPrefix("cannot connect: ") == true)
        }
    }

    @Test("a deadline beyond all clocks is no deadline")
    func farAway() async throws {
        try await ScriptedPeer.with { connection in
            _ = try await connection.readRequest()
            try await connection.answer("200 OK", "x")
        } _: { origin in
            let error = try await send(origin, streaming: false, timeout: .seconds(1 << 60))
            #expect(error == nil)
        }
    }
}
