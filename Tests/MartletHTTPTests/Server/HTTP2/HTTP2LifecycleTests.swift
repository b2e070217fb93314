import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

@Suite("HTTP/2: how requests and connections end", .timeLimit(.minutes(1)))
struct HTTP2LifecycleTests {
    /// An endpoint that has begun, and ends when it may.
    private struct Held {
        let began = Latch()
        let release = Latch()
        let cancelled = Latch()

        var routes: HTTPRoutes {
            HTTPRoutes {
                Route(
                    .get,
                    "/held",
                    to: Endpoint("held") { (_: Empty) in
                        began.open()
                        await release.wait()
                        return "released"
                    }
                )
                Route(
                    .get,
                    "/cancellable",
                    to: Endpoint("cancellable") { (_: Empty) in
                        began.open()
                        await untilCancelled()
                        cancelled.open()
                        try Task.checkCancellation()
                        return Empty()
                    }
                )
                Route(.get, "/", to: Endpoint("hello") { (_: Empty) in "hello" })
                Route(.post, "/", to: Endpoint("count") { (bytes: Int) in bytes }) { $0.bodyByteCount }
            }
        }
    }

    @Test("a graceful shutdown: GOAWAY in two steps; what is on the way is answered, then the end")
    func drain() async throws {
        let held = Held()
        try await withServer(held.routes) { server in
            try await server.withFrames(.init(acknowledgesPings: false)) { client in
                try await client.request(1, "GET", "/held")
                await held.began.wait()
                await server.beginShutdown()
                let announcement = try await client.frame { $0.type == .goAway }
                #expect(announcement.number(at: 0) == 0x7FFF_FFFF && announcement.number(at: 4) == 0)
                let ping = try await client.frame { $0.type == .ping }
                // Sent before the client had read it.
                try await client.request(3)
                #expect(try await client.response(3).body == #""hello""#)
                try await client.send(Frame(.ping, flags: 1, payload: ping.payload))
                let end = try await client.frame { $0.type == .goAway }
                #expect(end.number(at: 0) == 3 && end.number(at: 4) == 0)
                held.release.open()
                #expect(try await client.response(1).body == #""released""#)
                #expect(try await client.framesUntilClose().allSatisfy { $0.type != .goAway })
            }
            await server.waitForEnd()
        }
    }

    @Test("a graceful shutdown ends idle connections, also of clients that answer nothing")
    func drainIdle() async throws {
        try await withServer(Held().routes) {
            $0.timeouts.linger = .milliseconds(100)
        } body: { server in
            for answers in [true, false] {
                try await server.withFrames(.init(acknowledgesPings: answers)) { client in
                    try await client.request(1)
                    _ = try await client.response(1)
                    if !answers {
                        await server.beginShutdown()
                        _ = try await client.framesUntilClose()
                    }
                }
            }
            await server.waitForEnd()
        }
    }

    @Test("a cancelled server closes at once, and waits for its endpoints")
    func cancelled() async throws {
        let held = Held()
        try await withServer(held.routes) { server in
            try await server.withFrames { client in
                try await client.request(1, "GET", "/cancellable")
                await held.began.wait()
                server.cancel()
                _ = try await client.framesUntilClose()
                await held.cancelled.wait()
            }
            await server.waitForEnd()
        }
    }

    @Test("a client that takes its request back, leaves, or closes its side cancels the endpoint", arguments: 0..<3)
    func cancelsEndpoint(way: Int) async throws {
        let held = Held()
        let log = Recorder<Int>()
        let routes = held.routes.finalizer { log.record($0.status.code) }
        try await withServer(routes) { server in
            try await server.withFrames { client in
                try await client.request(1, "GET", "/cancellable")
                await held.began.wait()
                switch way {
                case 0:
                    try await client.send(Frame.reset(1))
                    await held.cancelled.wait()
                    // The others do not notice.
                    try await client.request(3)
                    #expect(try await client.response(3).body == #""hello""#)
                case 1:
                    await client.close()
                    await held.cancelled.wait()
                default:
                    try await client.closeOutput()
                    await held.cancelled.wait()
                }
            }
        }
        #expect(log.elements.count == (way == 0 ? 2 : 1))
    }

    @Test("a client that takes a request in pieces back fails who reads and who writes", arguments: [false, true])
    func cancelsPieces(writes: Bool) async throws {
        let began = Latch()
        let failed = Latch()
        let handler = PieceHandler { exchange in
            if writes { _ = exchange.sendHead(OutgoingResponse()) }
            began.open()
            do {
                if writes {
                    while true { try await exchange.send(ByteBuffer(repeating: 0, count: 10_000)) }
                } else {
                    while try await exchange.nextPiece() != nil {}
                }
            } catch {
                if error is CancellationError { failed.open() }
            }
            exchange.abort()
        }
        try await withServer(HTTPRoutes { Route(.post, "/") { _, _ in handler } }) { server in
            try await server.withFrames(.init(givesWindowsBack: false)) { client in
                try await client.send(Frame.request(1, "POST", "/", end: false), Frame.data(1, [1]))
                await began.wait()
                try await client.send(Frame.reset(1))
                await failed.wait()
            }
        }
    }

    @Test("a deadline cancels the endpoint and is answered 504")
    func deadline() async throws {
        let held = Held()
        try await withServer(held.routes) { server in
            try await server.withFrames { client in
                try await client.request(1, "GET", "/cancellable", [("grpc-timeout", "50m")])
                #expect(try await client.response(1).status == 504)
                await held.cancelled.wait()
            }
        }
    }

    @Test("a client that says goodbye gets its answers")
    func clientGoAway() async throws {
        let held = Held()
        try await withServer(held.routes) { server in
            try await server.withFrames { client in
                try await client.request(1, "GET", "/held")
                await held.began.wait()
                try await client.send(Frame(.goAway, payload: Frame.bytes(0, 8)))
                try await client.roundTrip()
                held.release.open()
                #expect(try await client.response(1).body == #""released""#)
                _ = try await client.framesUntilClose()
            }
        }
    }

    @Test("clients that break off anywhere, hundreds of times, leave the server as it was")
    func breakingOff() async throws {
        let text = [("content-type", "application/json")]
        let bytes =
            FrameClient.preface + Frame.settings().bytes + Frame.request(1, "POST", "/", text, end: false).bytes
            + Frame.data(1, Array("12345".utf8), end: true).bytes + Frame.request(3).bytes
        try await withServer(Held().routes) {
            $0.limits.connectionCount = 40
        } body: { server in
            for cut in 0..<bytes.count {
                try await server.withFrames(.init(greets: false)) { client in
                    try await client.send(Array(bytes.prefix(cut)))
                    if cut % 2 == 0 { try await client.closeOutput() }
                }
            }
            // Had any of them left its place taken, there would be none.
            for _ in 0..<20 { #expect(try await server.send(request("GET", "/")).body == #""hello""#) }
        }
    }
}
