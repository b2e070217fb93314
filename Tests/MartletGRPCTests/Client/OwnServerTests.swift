#if GRPC
import Martlet
import MartletGRPC
import MartletHTTP
import NIOSSL
import RealServers
import Synchronization
import Testing

@Suite("Our client and our server", .timeLimit(.minutes(2)))
struct OwnServerTests {
    typealias Note = PeerService.Note

    @Test("All that is expected of any server")
    func checks() async throws {
        try await withServer(try PeerService().routes) { server async throws in
            try await withClient(port: server.port) { client async throws in
                try await PeerChecks(client).run()
            }
        }
    }

    @Test("The same, with few streams on a connection, and compressed")
    func fewStreams() async throws {
        try await withServer(try PeerService().routes, { $0.limits.streamCount = 3 }) { server async throws in
            try await withClient(port: server.port, { $0.compressesRequests = true }) { client async throws in
                try await PeerChecks(client).run()
            }
        }
    }

    @Test("Hooks run in Go kit's order on both sides, and see each other's metadata")
    func hooks() async throws {
        let log = Mutex<[String]>([])
        let note: @Sendable (String) -> Void = { what in log.withLock { $0.append(what) } }
        let endpoint = Endpoint("echo") { (text: String) in
            note("endpoint \(RequestContext.current.metadata["x-request-id"] ?? "-")")
            return text
        }
        let service = GRPCService("t.T") {
            GRPCMethod("Echo", to: endpoint) { (message: Martlet_Peer_Message) in
                note("server decode")
                return message.text
            } encode: { text in
                note("server encode")
                return Martlet_Peer_Message(.init(text: text))
            }
        }
        .before { head, _ in note("server before \(head.method) \(head.metadata["k"] ?? "-")") }
        .after { answer, _ in
            note("server after")
            answer.header["h"] = "1"
            answer.trailer["t"] = "2"
        }
        .finalizer { note("server finalizer \($0.error.map { "\(Status($0).code)" } ?? "ok")") }
        let routes = HTTPRoutes { service }
            .before { request, _ in note("table before \(request.path)") }
            .finalizer { note("table finalizer \($0.status.code)") }
        try await withServer(routes) { server async throws in
            try await withClient(port: server.port) { client async throws in
                let caller = GRPCCaller(client)
                    .before { metadata, _ in
                        note("client before")
                        metadata["k"] = "v"
                    }
                    .after { answer, _ in
                        note("client after \(answer.header["h"] ?? "-") \(answer.trailer["t"] ?? "-")")
                    }
                    .finalizer { note("client finalizer \($0.error == nil)") }
                let echo: Endpoint<String, String> = caller.unary("t.T/Echo") { text in
                    note("client encode")
                    return Martlet_Peer_Message(.init(text: text))
                } decode: { (message: Martlet_Peer_Message) in
                    note("client decode")
                    return message.text
                }
                var context = RequestContext()
                context.requestID = "r-1"
                let text = try await RequestContext.$current.withValue(context) { try await echo("x") }
                #expect(text == "x")
            }
        }
        let seen = log.withLock { $0 }
        let server = seen.filter { !$0.hasPrefix("client") }
        #expect(
            seen.filter { $0.hasPrefix("client") } == [
                "client encode", "client before", "client after 1 2", "client decode", "client finalizer true",
            ]
        )
        #expect(
            server == [
                "table before /t.T/Echo", "server before t.T/Echo v", "server decode", "endpoint r-1", "server after",
                "server encode", "server finalizer ok", "table finalizer 200",
            ]
        )
    }

    @Test("A server that shuts down finishes the calls that it has, and gets no more")
    func drain() async throws {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let slow = Endpoint("slow") { (note: Note) in
            start.yield()
            for await _ in released { break }
            return note
        }
        let routes = HTTPRoutes {
            GRPCService("t.T") {
                GRPCMethod("Slow", to: slow, decode: Note.init, encode: Martlet_Peer_Message.init)
            }
        }
        try await withServer(routes) { server async throws in
            try await withClient(port: server.port) { client async throws in
                let call: Endpoint<Note, Note> = GRPCCaller(client).unary("t.T/Slow") {
                    Martlet_Peer_Message($0)
                } decode: { (message: Martlet_Peer_Message) in
                    Note(message)
                }
                async let answer = call(.init(number: 3))
                for await _ in started { break }
                await server.beginShutdown()
                // Once the client has heard of it, further calls need a connection that there is none for.
                let refused = try await eventually("calls are refused") {
                    do {
                        _ = try await withTimeout(.milliseconds(500)) { try await call(.init()) }
                        return nil as Status?
                    } catch {
                        return Status(error).code == .unavailable ? Status(error) : nil
                    }
                }
                #expect(refused.delivery == .unprocessed)
                release.yield()
                release.yield()
                #expect(try await answer == .init(number: 3))
                await server.waitForEnd()
            }
        }
    }

    @Test("Nobody listens: the call fails at once, unsent, and is counted as such")
    func nobody() async throws {
        let port = try FreePorts.tcp()
        try await withClient(port: port) { client async throws in
            let peer = PeerClient(GRPCCaller(client))
            for _ in 0..<3 {
                let status = await #expect(throws: Status.self) { try await peer.echo(Note()) }
                #expect(status?.code == .unavailable)
                #expect(status?.delivery == .unprocessed)
            }
            client.shutDown()
            let status = await #expect(throws: Status.self) { try await peer.echo(Note()) }
            #expect(status?.retry == .never)
        }
    }

    @Test("Messages beyond the limits of either side are refused")
    func limits() async throws {
        let service = PeerService().service.messageSize(received: 1_000, sent: 500)
        try await withServer(HTTPRoutes { service }) { server async throws in
            try await withClient(port: server.port, { $0.receivedMessageByteCount = 300 }) { client async throws in
                let peer = PeerClient(GRPCCaller(client))
                for count in [1_000, 600, 400] {
                    let note = Note(data: [UInt8](repeating: 7, count: count))
                    let status = await #expect(throws: Status.self) { try await peer.echo(note) }
                    #expect(status?.code == .resourceExhausted, "\(count)")
                }
                #expect(try await peer.echo(.init(data: [1, 2])) == .init(data: [1, 2]))
                let parts = [Note](repeating: .init(data: [UInt8](repeating: 7, count: 2_000)), count: 3)
                let status = await #expect(throws: Status.self) { try await peer.join(RequestStream(parts)) }
                #expect(status?.code == .resourceExhausted)
            }
        }
    }

    @Test("A request that fails on its way ends the call with its error")
    func failingRequest() async throws {
        try await withServer(HTTPRoutes { PeerService().service }) { server async throws in
            try await withClient(port: server.port) { client async throws in
                let peer = PeerClient(GRPCCaller(client))
                let (notes, continuation) = AsyncThrowingStream.makeStream(of: Note.self)
                continuation.yield(.init(number: 1))
                continuation.finish(throwing: Status(.dataLoss, "torn"))
                let status = await #expect(throws: Status.self) { try await peer.join(RequestStream(notes)) }
                #expect(status?.code == .dataLoss)
                let (others, other) = AsyncThrowingStream.makeStream(of: Note.self)
                let stream = try await peer.chat(RequestStream(others))
                other.yield(.init(number: 1))
                var iterator = stream.makeAsyncIterator()
                #expect(try await iterator.next()?.number == 1)
                other.finish(throwing: Status(.dataLoss, "torn"))
                let second = await #expect(throws: Status.self) { _ = try await iterator.next() }
                #expect(second?.code == .dataLoss)
            }
        }
    }

    @Test("A conversation where each side waits for the other")
    func conversation() async throws {
        try await withServer(HTTPRoutes { PeerService().service }) { server async throws in
            try await withClient(port: server.port) { client async throws in
                let peer = PeerClient(GRPCCaller(client))
                let (notes, continuation) = AsyncStream.makeStream(of: Note.self)
                let stream = try await peer.chat(RequestStream(notes))
                var iterator = stream.makeAsyncIterator()
                for number in 1...100 as ClosedRange<Int64> {
                    continuation.yield(.init(number: number))
                    #expect(try await iterator.next()?.number == number)
                }
                continuation.finish()
                #expect(try await iterator.next() == nil)
            }
        }
    }
}
#endif
