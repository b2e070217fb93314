#if GRPC
import InMemoryTracing
import Martlet
import MartletGRPC
import MartletHTTP
import NIOSSL
import RealServers
import ServiceLifecycle
import TLSTesting
import Testing
import Tracing

@Suite("Connections of a client", .timeLimit(.minutes(1)))
struct ConnectionTests {
    typealias Note = PeerService.Note

    @Test("TLS with a server that is trusted, and with one that is not")
    func tls() async throws {
        let identity = try await TestIdentity()
        try await withServer(HTTPRoutes { PeerService().service }, { $0.tls = identity.server() }) {
            server async throws in
            try await withClient(port: server.port, { $0.tls = identity.client() }) { client async throws in
                let peer = PeerClient(GRPCCaller(client))
                for number in 0..<10 as Range<Int64> {
                    #expect(try await peer.echo(.init(number: number)).number == number)
                }
            }
            try await withClient(port: server.port, { $0.tls = .makeClientConfiguration() }) { client async throws in
                let status = await #expect(throws: Status.self) {
                    try await PeerClient(GRPCCaller(client)).echo(Note())
                }
                #expect(status?.code == .unavailable)
                #expect(status?.delivery == .unprocessed)
            }
            // Plain text to a server that expects TLS.
            try await withClient(port: server.port) { client async throws in
                let status = await #expect(throws: Status.self) {
                    try await PeerClient(GRPCCaller(client)).echo(Note())
                }
                #expect(status?.code == .unavailable)
            }
        }
    }

    @Test("A network that loses everything is noticed by PING", .requires(.relay))
    func keepAlive() async throws {
        try await withServer(HTTPRoutes { PeerService().service }) { server async throws in
            try await withServer(Relay.self, options: .init(to: server.port)) { relay async throws in
                try await withClient(
                    port: relay.port,
                    { $0.keepAlive = .init(interval: .seconds(1), timeout: .seconds(1)) }
                ) { client async throws in
                    let peer = PeerClient(GRPCCaller(client))
                    #expect(try await peer.echo(.init(number: 1)).number == 1)
                    relay.suspend()
                    let status = await #expect(throws: Status.self) { try await peer.wait(Note()) }
                    #expect(status?.code == .unavailable)
                    #expect(status?.message == "the server gives no sign of life")
                    relay.resume()
                    let again = try await eventually("another connection is made") {
                        try await peer.echo(.init(number: 2))
                    }
                    #expect(again.number == 2)
                }
            }
        }
    }

    @Test("A connection without calls is closed after its time, one with a call is not")
    func idle() async throws {
        let (events, log) = AsyncStream.makeStream(of: String.self)
        let next: @Sendable () async -> String? = { await events.first { _ in true } }
        try await RawServer.run(note: { log.yield($0) }) { number, _, send in
            // The first call is never answered.
            if number == 1 { log.yield("called") } else { RawServer.emptyAnswer.forEach(send) }
        } body: { server async throws in
            try await withClient(port: server.port, { $0.idleTimeout = .zero }) { busy async throws in
                let call = Task { try await PeerClient(GRPCCaller(busy)).echo(Note()) }
                #expect(await next() == "opened 1")
                #expect(await next() == "called")
                try await withClient(port: server.port, { $0.idleTimeout = .zero }) { client async throws in
                    // Each of these connections is looked at once or more before it is closed, and so is the one with the call.
                    for number in 2...3 {
                        _ = try await PeerClient(GRPCCaller(client)).echo(Note())
                        #expect(await next() == "opened \(number)")
                        #expect(await next() == "closed \(number)")
                    }
                }
                // It takes further calls: no other connection is opened for them.
                _ = try await PeerClient(GRPCCaller(busy)).echo(Note())
                call.cancel()
                await #expect(throws: CancellationError.self) { try await call.value }
                #expect(await next() == "closed 1")
            }
        }
    }

    @Test("A connection whose time is not over is used again")
    func used() async throws {
        let (events, log) = AsyncStream.makeStream(of: String.self)
        try await RawServer.run(note: { log.yield($0) }) { _, _, send in
            RawServer.emptyAnswer.forEach(send)
        } body: { server async throws in
            try await withClient(port: server.port, { $0.idleTimeout = .seconds(3_600) }) { held async throws in
                _ = try await PeerClient(GRPCCaller(held)).echo(Note())
                // Another client's connection goes in the time in which this one stays.
                try await withClient(port: server.port, { $0.idleTimeout = .zero }) { client async throws in
                    _ = try await PeerClient(GRPCCaller(client)).echo(Note())
                    _ = await events.first { $0 == "closed 2" }
                }
                // The other client may have opened a connection more, if its first one went before the call came.
                log.yield("again")
                _ = try await PeerClient(GRPCCaller(held)).echo(Note())
            }
            var since: [String] = []
            for await event in events {
                since = event == "again" ? [] : since + [event]
                if event == "closed 1" { break }
            }
            #expect(!since.contains { $0.hasPrefix("opened") }, "\(since)")
        }
    }

    @Test("A span of a client is the parent of what the server does, and knows how the call ended")
    func tracing() async throws {
        let tracer = InMemoryTracer()
        try await withServer(HTTPRoutes { PeerService().service }, { $0.observability.tracer = tracer }) {
            server async throws in
            try await withClient(port: server.port) { client async throws in
                let peer = PeerClient(GRPCCaller(client).tracer(tracer))
                _ = try await peer.echo(Note())
                _ = try? await peer.fail(.init(number: 5, text: "no"))
            }
        }
        let clients = tracer.finishedSpans.filter { $0.kind == .client }
        #expect(clients.map(\.operationName) == ["martlet.peer.Peer/Echo", "martlet.peer.Peer/Fail"])
        #expect(clients.map { $0.attributes["rpc.grpc.status_code"]?.toSpanAttribute() } == [.int64(0), .int64(5)])
        let servers = tracer.finishedSpans.filter { $0.kind == .server }
        #expect(Set(servers.compactMap(\.parentSpanID)) == Set(clients.map(\.spanID)))
    }

    @Test("As a service a client ends with its group")
    func service() async throws {
        let client = GRPCClient(.hostname("127.0.0.1", port: 1))
        let running = Task { try await client.run() }
        running.cancel()
        try await running.value
        let status = await #expect(throws: Status.self) { try await PeerClient(GRPCCaller(client)).echo(Note()) }
        #expect(status?.code == .unavailable)
    }
}
#endif
