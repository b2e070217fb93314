import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

@Suite("Clients that go away", .timeLimit(.minutes(1)))
struct DisconnectTests {
    @Test("a client that closes cancels the endpoint", arguments: [false, true])
    func cancelsEndpoint(byReset: Bool) async throws {
        let began = Latch()
        let cancelled = Latch()
        let endpoint = Endpoint("wait") { (_: Empty) in
            began.open()
            await untilCancelled()
            cancelled.open()
            return Empty()
        }
        let log = Recorder<Int>()
        let routes = HTTPRoutes { Route(.get, "/", to: endpoint) }.finalizer { log.record($0.status.code) }
        try await withServer(routes) { server in
            try await server.withConnection { client in
                try await client.send(request("GET", "/"))
                await began.wait()
                if byReset { try await client.reset() } else { await client.close() }
                await cancelled.wait()
            }
        }
        // The server has waited for its task.
        #expect(log.elements == [200])
    }

    @Test("a reset in the middle of a streamed response ends the stream and its hook")
    func resetDuringStream() async throws {
        let ends = Recorder<String>()
        let ended = Latch()
        let piece = ByteBuffer(repeating: UInt8(ascii: "x"), count: 1_000)
        let routes = HTTPRoutes {
            Route(.get, "/", to: .nop()) { _ in
                Empty()
            } encode: { _, response in
                let stream = ResponseStream(Endless(count: Tally()))
                stream.onEnd { end in
                    ends.record("\(end)")
                    ended.open()
                }
                response.stream = stream.map { _ in piece }
            }
        }
        try await withServer(routes) { server in
            for _ in 0..<20 {
                try await server.withConnection { client in
                    try await client.send(request("GET", "/"))
                    _ = try await client.text(byteCount: 5_000)
                    try await client.reset()
                }
            }
            await ended.wait()
        }
        #expect(ends.elements.count == 20)
        #expect(ends.elements.allSatisfy { $0 == "cancelled" })
    }

    @Test("a stream whose producer waits ends when the client goes")
    func disconnectWhileProducerWaits() async throws {
        let ended = Latch()
        let (elements, continuation) = AsyncStream.makeStream(of: Int.self)
        continuation.yield(1)
        let endpoint = Endpoint("waiting") { (_: Empty) in
            let stream = ResponseStream(elements)
            stream.onEnd { _ in ended.open() }
            return stream
        }
        try await withServer(HTTPRoutes { Route(.get, "/", streaming: endpoint) }) { server in
            try await server.withConnection { client in
                try await client.send(request("GET", "/"))
                _ = try await client.text(through: "data: 1\n\n")
                await client.close()
                await ended.wait()
            }
        }
        continuation.finish()
    }

    @Test("clients that break off anywhere, hundreds of times, leave the server as it was")
    func breakingOff() async throws {
        let routes = HTTPRoutes {
            Route(
                .post,
                "/",
                to: Endpoint("yield") { (text: String) in
                    for _ in 0..<3 { await Task.yield() }
                    return text
                }
            )
        }
        let text = request("POST", "/", body: #""hello""#)
        try await withServer(routes) {
            $0.limits.connectionCount = 40
        } body: { server in
            for cut in 0..<text.utf8.count * 2 {
                try await server.withConnection { client in
                    try await client.send(String((text + text).prefix(cut)))
                    if cut % 2 == 0 { try await client.reset() }
                }
            }
            // Had any of them left its place taken, there would be none.
            for _ in 0..<20 { #expect(try await server.send(text).body == #""hello""#) }
        }
    }
}
