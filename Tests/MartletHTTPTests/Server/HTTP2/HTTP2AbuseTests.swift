import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

// One after the other: they are heavy, and other suites measure time.
@Suite("HTTP/2: clients that mean harm", .serialized, .timeLimit(.minutes(1)))
struct HTTP2AbuseTests {
    private let routes = HTTPRoutes {
        Route(.get, "/", to: Endpoint("hello") { (_: Empty) in "hello" })
        Route(.post, "/", to: Endpoint("count") { (bytes: Int) in bytes }) { $0.bodyByteCount }
        Route(.get, "/large", to: .nop()) { _ in
            Empty()
        } encode: { _, response in
            response.body.writeRepeatingByte(UInt8(ascii: "x"), count: 8 * 1024 * 1024)
        }
    }

    /// ENHANCE_YOUR_CALM
    private static let calm = 11

    /// Expects the connection to be given up, with a code if one is given, and the server to serve others.
    private func expectEnd(_ client: FrameClient, code: Int? = nil, of server: RunningServer) async throws {
        let end = try await client.goAway()
        if let code { #expect(end.code == code) }
        _ = try await client.framesUntilClose()
        #expect(try await server.send(request("GET", "/")).status == 200)
    }

    @Test("rapid reset: requests that are taken back at once, again and again (CVE-2023-44487)")
    func rapidReset() async throws {
        let began = Tally()
        let routes = HTTPRoutes {
            Route(
                .get,
                "/wait",
                to: Endpoint("wait") { (_: Empty) in
                    began.increment()
                    await untilCancelled()
                    return Empty()
                }
            )
            Route(.get, "/", to: Endpoint<Empty, Empty>.nop())
        }
        try await withServer(routes) {
            $0.limits.streamResetCount = 100
        } body: { server in
            try await server.withFrames { client in
                let frames = (0..<200).flatMap { [Frame.request(2 * $0 + 1, "GET", "/wait"), Frame.reset(2 * $0 + 1)] }
                client.sendWithoutWaiting(frames)
                try await expectEnd(client, code: Self.calm, of: server)
            }
            #expect(began.count <= 101)
        }
    }

    @Test("requests whose endpoints do not heed that they are taken back count until they end")
    func zombies() async throws {
        let gate = Latch()
        let began = Tally()
        let routes = HTTPRoutes {
            Route(
                .get,
                "/",
                to: Endpoint("stubborn") { (_: Empty) in
                    began.increment()
                    await Task { await gate.wait() }.value
                    return "done"
                }
            )
        }
        try await withServer(routes) {
            $0.limits.streamCount = 3
        } body: { server in
            // Whatever happens: the server waits for them.
            defer { gate.open() }
            try await server.withFrames { client in
                try await client.roundTrip()
                for stream in [1, 3, 5] { try await client.send(Frame.request(stream), Frame.reset(stream)) }
                try await client.request(7)
                // REFUSED_STREAM: it may be sent again.
                #expect(try await client.reset(7) == 7)
                #expect(began.count == 3)
                gate.open()
                var stream = 9
                // Once they have ended there is room again.
                while true {
                    try await client.request(stream)
                    let response = try await client.response(stream)
                    if response.status == 200 { break }
                    #expect(response.resetCode == 7)
                    stream += 2
                }
            }
        }
    }

    @Test("more streams at once than the client was told are refused, and may be sent again")
    func tooManyStreams() async throws {
        let gate = Latch()
        let routes = HTTPRoutes {
            Route(
                .get,
                "/",
                to: Endpoint("wait") { (_: Empty) in
                    await gate.wait()
                    return "done"
                }
            )
            Route(.get, "/hello", to: Endpoint("hello") { (_: Empty) in "hello" })
        }
        try await withServer(routes) {
            $0.limits.streamCount = 3
        } body: { server in
            try await server.withFrames { client in
                for stream in [1, 3, 5, 7] { try await client.request(stream) }
                // REFUSED_STREAM: nothing was done of it.
                #expect(try await client.reset(7) == 7)
                gate.open()
                for stream in [1, 3, 5] { #expect(try await client.response(stream).status == 200) }
                try await client.request(9, "GET", "/hello")
                #expect(try await client.response(9).body == #""hello""#)
            }
        }
    }

    @Test("floods of PING, SETTINGS, PRIORITY and empty DATA")
    func floods() async throws {
        let priority = Frame(.priority, stream: 1, payload: [0, 0, 0, 0, 1])
        for frame in [Frame.ping(), .settings(), .settings([(4, 1)]), priority] {
            try await withServer(routes) { server in
                try await server.withFrames { client in
                    client.sendWithoutWaiting(Array(repeating: frame, count: 5_000))
                    try await expectEnd(client, code: Self.calm, of: server)
                }
            }
        }
        try await withServer(routes) { server in
            try await server.withFrames { client in
                try await client.send(Frame.request(1, "POST", "/", end: false))
                client.sendWithoutWaiting(Array(repeating: Frame.data(1, []), count: 1_000))
                try await expectEnd(client, code: Self.calm, of: server)
            }
        }
    }

    @Test("a client that reads nothing and asks for ever more acknowledgements")
    func deafPinger() async throws {
        try await withServer(routes) {
            $0.timeouts.send = .milliseconds(300)
        } body: { server in
            try await server.withFrames(.init(reads: false, receiveBuffer: 4096)) { client in
                try await client.request(1, "GET", "/large")
                client.sendWithoutWaiting([.windowUpdate(0, 0x7000_0000), .windowUpdate(1, 0x7000_0000)])
                client.sendWithoutWaiting(Array(repeating: Frame.ping(), count: 5_000))
                // Given up as one that breaks the rules, or as one that takes nothing.
                await #expect(throws: (any Error).self) {
                    while true { try await client.send(Frame.windowUpdate(0, 1)) }
                }
            }
            #expect(try await server.send(request("GET", "/")).status == 200)
        }
    }

    @Test(
        "a client that asks and reads nothing keeps as many answers waiting as it may have streams, also without bodies"
    )
    func readsNothing() async throws {
        let began = Tally()
        let routes = HTTPRoutes {
            Route(.get, "/", to: Endpoint("count") { (_: Empty) in began.increment() }) { _ in
                Empty()
            } encode: { _, response in
                response.fields[.location] = String(repeating: "x", count: 10_000)
            }
        }
        try await withServer(routes) {
            $0.timeouts.send = .milliseconds(300)
            $0.limits.streamCount = 20
        } body: { server in
            try await server.withFrames(.init(reads: false, receiveBuffer: 4096)) { client in
                client.sendWithoutWaiting((0..<3_000).map { .request(2 * $0 + 1, "HEAD") })
                await #expect(throws: (any Error).self) {
                    while true { try await client.send(Frame.windowUpdate(0, 1)) }
                }
            }
            // What the kernel takes for the client, a few megabytes, and not all of 30.
            #expect(began.count < 1_500)
            #expect(try await server.send(request("GET", "/")).status == 200)
        }
    }

    @Test("header bombs: lists that are too large, and references that unpack to more than they are")
    func headerBombs() async throws {
        try await withServer(routes) { server in
            try await server.withFrames { client in
                try await client.roundTrip()
                let large = (0..<100).map { ("x\($0)", String(repeating: "y", count: 600)) }
                client.sendWithoutWaiting(Frame.split(.request(1, "GET", "/", large), 16_000))
                try await expectEnd(client, of: server)
            }
            try await server.withFrames { client in
                try await client.roundTrip()
                // One entry of 4 000 bytes in the dynamic table, and 10 000 references to it of one byte each.
                let start = Frame.request(1).payload
                let entry = [0x40] + Frame.block([("x", String(repeating: "y", count: 4_000))]).dropFirst()
                let bomb = start + entry + [UInt8](repeating: 0xBE, count: 10_000)
                client.sendWithoutWaiting([Frame(.headers, flags: 5, stream: 1, payload: bomb)])
                try await expectEnd(client, of: server)
            }
        }
    }

    @Test("a head without an end: CONTINUATION frames, full or empty")
    func continuations() async throws {
        for payload in [[], Frame.block([("x", "y")])] {
            try await withServer(routes) { server in
                try await server.withFrames { client in
                    var start = Frame.request(1)
                    start.flags = 1
                    let more = Frame(.continuation, stream: 1, payload: payload)
                    client.sendWithoutWaiting([start] + Array(repeating: more, count: 1_000))
                    try await expectEnd(client, of: server)
                }
            }
        }
    }

    @Test("a window of a few bytes, given byte by byte, does not hold an answer for ever")
    func tinyWindows() async throws {
        try await withServer(routes) {
            $0.timeouts.send = .milliseconds(300)
        } body: { server in
            try await server.withFrames(.init(settings: [(4, 1)], givesWindowsBack: false)) { client in
                try await client.request(1, "GET", "/large")
                let response = try await withThrowingTaskGroup(of: Void.self) { group async throws in
                    group.addTask {
                        while !Task.isCancelled {
                            _ = try await client.frame { $0.type == .data }
                            try await client.send(Frame.windowUpdate(1, 1))
                        }
                    }
                    defer { group.cancelAll() }
                    // CANCEL
                    let code = try await client.reset(1)
                    // Ends the task, which waits for a frame.
                    await client.close()
                    while let result = await group.nextResult() { _ = result }
                    return code
                }
                #expect(response == 8)
            }
        }
    }

    @Test("a window of nothing: the stream ends, others go on")
    func zeroWindow() async throws {
        try await withServer(routes) {
            $0.timeouts.send = .milliseconds(300)
        } body: { server in
            try await server.withFrames(.init(settings: [(4, 0)])) { client in
                try await client.request(1)
                #expect(try await client.reset(1) == 8)
                try await client.send(Frame.request(3))
                try await client.send(Frame.windowUpdate(3, 100))
                #expect(try await client.response(3).body == #""hello""#)
            }
        }
    }

    @Test("windows that overflow, frames that are too large, frames out of place")
    func brokenFrames() async throws {
        let cases: [[Frame]] = [
            [.windowUpdate(0, 0x7FFF_FFFF)],
            [.windowUpdate(0, 0)],
            [.settings([(4, 0x8000_0000)])],
            [.settings([(5, 1)])],
            [.data(1, [1])],
            [.data(0, [1])],
            [.headers(0, [])],
            [.headers(2, [])],
            [.reset(1)],
            [.request(3), .request(1)],
            [Frame(.ping, payload: [1])],
            [Frame(.settings, payload: [1])],
            [Frame(.settings, stream: 1)],
            [Frame(.continuation, stream: 1)],
            [Frame(.pushPromise, flags: 4, stream: 1, payload: [0, 0, 0, 2])],
            [Frame(.data, stream: 1, payload: [UInt8](repeating: 0, count: 20_000))],
            [Frame(.headers, flags: 5, stream: 1, payload: [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])],
            [Frame(.headers, flags: 5 | 8, stream: 1, payload: [200, 0])],
        ]
        try await withServer(routes) { server in
            for frames in cases {
                try await server.withFrames { client in
                    try await client.roundTrip()
                    client.sendWithoutWaiting(frames)
                    #expect(try await client.goAway().code != 0, "\(frames)")
                    _ = try await client.framesUntilClose()
                }
            }
            #expect(try await server.send(request("GET", "/")).status == 200)
        }
    }

    @Test("random bytes behind the preface")
    func noise() async throws {
        var random = SystemRandomNumberGenerator()
        try await withServer(routes) {
            $0.limits.connectionCount = 40
        } body: { server in
            for _ in 0..<50 {
                let bytes = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
                try await server.withFrames { client in
                    try await client.send(bytes)
                    try await client.closeOutput()
                    _ = try await client.framesUntilClose()
                }
            }
            #expect(try await server.send(request("GET", "/")).status == 200)
        }
    }

    @Test("bodies that are collected share a limit, and arrive all the same")
    func sharedLimit() async throws {
        try await withServer(routes) { configuration in
            configuration.limits.streamWindowByteCount = 20_000
            configuration.limits.connectionBodyByteCount = 30_000
        } body: { server in
            try await server.withFrames { client in
                try await client.roundTrip()
                let streams = [1, 3, 5, 7, 9]
                for stream in streams { try await client.send(Frame.request(stream, "POST", "/", end: false)) }
                try await withThrowingTaskGroup(of: Void.self) { group async throws in
                    for stream in streams {
                        group.addTask {
                            var window = 20_000
                            for _ in 0..<20 {
                                while window < 5_000 {
                                    let update = try await client.frame {
                                        $0.type == .windowUpdate && $0.stream == stream
                                    }
                                    window += update.number(at: 0)
                                }
                                window -= 5_000
                                try await client.send(Frame.data(stream, [UInt8](repeating: 0, count: 5_000)))
                            }
                            try await client.send(Frame.data(stream, [], end: true))
                            #expect(try await client.response(stream).body == "100000")
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }
    }
}

extension Frame {
    /// A head cut into HEADERS and CONTINUATION.
    static func split(_ frame: Frame, _ byteCount: Int) -> [Frame] {
        var rest = frame.payload[...]
        var frames: [Frame] = []
        while !rest.isEmpty {
            let part = Array(rest.prefix(byteCount))
            rest = rest.dropFirst(byteCount)
            let end: UInt8 = rest.isEmpty ? 4 : 0
            frames.append(
                frames.isEmpty
                    ? Frame(.headers, flags: (frame.flags & 1) | end, stream: frame.stream, payload: part)
                    : Frame(.continuation, flags: end, stream: frame.stream, payload: part)
            )
        }
        return frames
    }
}
