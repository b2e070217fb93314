import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

@Suite("Clients that take their time", .timeLimit(.minutes(1)))
struct ServerTimeoutTests {
    private let routes = HTTPRoutes {
        Route(.post, "/", to: Endpoint("count") { (bytes: Int) in bytes }) { $0.bodyByteCount }
        Route(.get, "/", to: Endpoint<Empty, Empty>.nop())
        Route(.get, "/large", to: .nop()) { _ in
            Empty()
        } encode: { _, response in
            response.body.writeRepeatingByte(UInt8(ascii: "x"), count: Self.largeByteCount)
        }
    }

    /// More than the kernel takes, several times over.
    private static let largeByteCount = 32 * 1024 * 1024

    /// For what is to time out.
    private static let short = Duration.milliseconds(60)

    /// For what is not to: longer than the client of a test, on a busy machine, ever takes for a step.
    private static let ample = Duration.milliseconds(600)

    @Test(
        "a request that does not arrive in time: 408, then the end",
        arguments: [
            "GET / HT", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1234",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "HEAD / HTTP/1.1\r\nHost:",
        ]
    )
    func slowSender(text: String) async throws {
        try await withServer(routes) {
            $0.timeouts.receive = Self.short
        } body: { server in
            try await server.withConnection { client in
                try await client.send(text)
                let response = try await client.response(toHEAD: text.hasPrefix("HEAD"))
                #expect(response.status == 408)
                #expect(response.values("connection") == ["close"])
                #expect(try await client.textUntilClose() == "")
            }
        }
    }

    @Test("a sender of one byte at a time is not saved by sending")
    func drippingSender() async throws {
        try await withServer(routes) {
            $0.timeouts.receive = Self.short
        } body: { server in
            try await server.withConnection { client in
                let text = request("POST", "/", body: String(repeating: "x", count: 1_000_000))
                try await withThrowingTaskGroup(of: Void.self) { group async throws in
                    group.addTask {
                        for byte in text {
                            try Task.checkCancellation()
                            try await client.send(String(byte))
                        }
                    }
                    #expect(try await client.response().status == 408)
                    group.cancelAll()
                    // The writes fail once the server has closed.
                    while let result = await group.nextResult() { _ = result }
                }
            }
        }
    }

    @Test("a busy connection on which the next request has always begun is not slow")
    func busyPipeline() async throws {
        try await withServer(routes) {
            $0.timeouts.receive = Self.ample
        } body: { server in
            try await server.withConnection { client in
                let text = request("GET", "/")
                let cut = text.index(text.startIndex, offsetBy: 5)
                try await client.send(String(text[..<cut]))
                let end = ContinuousClock.now + Self.ample * 2
                while ContinuousClock.now < end {
                    try await client.send(String(text[cut...] + text[..<cut]))
                    #expect(try await client.response().status == 200)
                }
            }
        }
    }

    @Test("an idle connection is closed, before its first request and after it")
    func idle() async throws {
        try await withServer(routes) {
            $0.timeouts.idle = Self.short
        } body: { server in
            try await server.withConnection { client async throws in
                #expect(try await client.textUntilClose() == "")
            }
        }
        try await withServer(routes) {
            $0.timeouts.idle = Self.ample
        } body: { server in
            try await server.withConnection { client in
                try await client.send(request("GET", "/"))
                #expect(try await client.response().status == 200)
                #expect(try await client.textUntilClose() == "")
            }
        }
    }

    @Test("a connection that waits for its own endpoint is neither idle nor slow")
    func slowEndpoint() async throws {
        let endpoint = Endpoint("slow") { (_: Empty) in
            try await Status.delayed(by: Self.ample * 2)
            return "done"
        }
        try await withServer(HTTPRoutes { Route(.get, "/", to: endpoint) }) { configuration in
            configuration.timeouts.idle = Self.ample
            configuration.timeouts.receive = Self.ample
            configuration.timeouts.send = Self.ample
        } body: { server async throws in
            #expect(try await server.send(request("GET", "/")).body == #""done""#)
        }
    }

    @Test("a client that takes nothing of its answer is given up", arguments: ["", "Connection: close\r\n"])
    func deafClient(field: String) async throws {
        try await withServer(routes) {
            $0.timeouts.send = Self.short
        } body: { server in
            try await server.withConnection(.init(reads: false, receiveBuffer: 4096)) { client in
                try await client.send("GET /large HTTP/1.1\r\nHost: a\r\n\(field)\r\n")
                await client.sendUntilReset()
            }
        }
    }

    @Test("a client that is slow, but takes some all the time, gets everything, however short the time-outs")
    func slowReader() async throws {
        try await withServer(routes) { configuration in
            configuration.timeouts.send = .seconds(2)
            configuration.timeouts.idle = .seconds(2)
        } body: { server in
            try await server.withConnection(.init(reads: false, receiveBuffer: 64 * 1024)) { client in
                try await client.send(request("GET", "/large"))
                let begin = ContinuousClock.now
                var count = 0
                // At 10 MB a second: 3 seconds in all.
                while count < Self.largeByteCount {
                    count = try await client.readOnce(after: count)
                    let due = begin + .nanoseconds(count * 100)
                    if ContinuousClock.now < due { try await Status.delayed(by: due - .now) }
                }
                #expect(ContinuousClock.now - begin > .seconds(3), "too fast to show anything")
                try await client.startReading()
                #expect(try await client.response().body.utf8.count == Self.largeByteCount)
            }
        }
    }
}

extension Status {
    /// Takes a time that is itself what is tested.
    fileprivate static func delayed(by duration: Duration) async throws {
        try? await withTimeout(duration) { await untilCancelled() }
    }
}
