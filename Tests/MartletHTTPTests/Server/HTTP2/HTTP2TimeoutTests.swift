import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

@Suite("HTTP/2: clients that take their time", .timeLimit(.minutes(1)))
struct HTTP2TimeoutTests {
    private let routes = HTTPRoutes {
        Route(.get, "/", to: Endpoint("hello") { (_: Empty) in "hello" })
        Route(.post, "/", to: Endpoint("count") { (bytes: Int) in bytes }) { $0.bodyByteCount }
    }

    private static let short = Duration.milliseconds(60)

    /// For what is not to time out before it has begun: longer than a client, on a busy machine, ever takes for a step.
    private static let ample = Duration.milliseconds(600)

    @Test(
        "a preface that does not come, or not all of it",
        arguments: ["", "P", "PRI ", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]
    )
    func preface(text: String) async throws {
        try await withServer(routes) {
            $0.timeouts.receive = Self.short
            $0.timeouts.idle = Self.short
        } body: { server in
            let options = FrameClient.Options(greets: false, acknowledgesSettings: false)
            try await server.withFrames(options) { client in
                if !text.isEmpty { try await client.send(Array(text.utf8)) }
                _ = try await client.framesUntilClose()
            }
        }
    }

    @Test("an idle connection is said goodbye to")
    func idle() async throws {
        try await withServer(routes) {
            $0.timeouts.idle = Self.ample
        } body: { server in
            try await server.withFrames { client in
                try await client.request(1)
                #expect(try await client.response(1).status == 200)
                let end = try await client.goAway()
                #expect(end.last == 1 && end.code == 0)
                _ = try await client.framesUntilClose()
            }
        }
    }

    @Test("a body that does not arrive in time: 408, and the connection goes on")
    func receive() async throws {
        try await withServer(routes) {
            $0.timeouts.receive = Self.short
        } body: { server in
            try await server.withFrames { client in
                try await client.send(Frame.request(1, "POST", "/", end: false), Frame.data(1, [1]))
                #expect(try await client.response(1).status == 408)
                #expect(try await client.reset(1) == 0)
                try await client.request(3)
                #expect(try await client.response(3).status == 200)
            }
        }
    }

    @Test("a silent client with a request in flight is asked for a sign of life", arguments: [true, false])
    func keepAlive(answers: Bool) async throws {
        let endpoint = Endpoint("wait") { (_: Empty) in
            await untilCancelled()
            return Empty()
        }
        try await withServer(HTTPRoutes { Route(.get, "/", to: endpoint) }) { configuration in
            configuration.timeouts.keepAlive = Self.short
            configuration.timeouts.send = answers ? .seconds(10) : Self.short
        } body: { server in
            try await server.withFrames(.init(acknowledgesPings: answers)) { client in
                try await client.request(1)
                for _ in 0..<(answers ? 5 : 1) { _ = try await client.frame { $0.type == .ping } }
                if !answers { _ = try await client.framesUntilClose() }
            }
        }
    }

    @Test("a client that takes nothing of its answer is given up")
    func deafClient() async throws {
        let routes = HTTPRoutes {
            Route(.get, "/large", to: .nop()) { _ in
                Empty()
            } encode: { _, response in
                response.body.writeRepeatingByte(UInt8(ascii: "x"), count: 32 * 1024 * 1024)
            }
        }
        try await withServer(routes) {
            $0.timeouts.send = Self.short
        } body: { server in
            try await server.withFrames(.init(reads: false, receiveBuffer: 4096)) { client in
                try await client.send(Frame.windowUpdate(0, 0x7000_0000))
                try await client.send(Frame.request(1, "GET", "/large"), Frame.windowUpdate(1, 0x7000_0000))
                await #expect(throws: (any Error).self) {
                    while true { try await client.send(Frame.windowUpdate(0, 1)) }
                }
            }
        }
    }
}
