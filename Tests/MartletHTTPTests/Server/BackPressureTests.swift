import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

@Suite("Clients that do not read", .timeLimit(.minutes(1)))
struct BackPressureTests {
    /// What the kernel may hold between the two, several times over; far less than what would be produced meanwhile.
    private static let kernelByteCount = 32 * 1024 * 1024

    @Test("a producer stands still while its client does not read, goes on when it does, and ends with it")
    func producerPauses() async throws {
        let count = Tally()
        let ended = Latch()
        let piece = ByteBuffer(repeating: UInt8(ascii: "x"), count: 16 * 1024)
        let routes = HTTPRoutes {
            Route(.get, "/", to: .nop()) { _ in
                Empty()
            } encode: { _, response in
                let stream = ResponseStream(Endless(count: count))
                stream.onEnd { _ in ended.open() }
                response.stream = stream.map { _ in piece }
            }
            Route(.get, "/other", to: Endpoint<Empty, Empty>.nop())
        }
        try await withServer(routes) {
            $0.threads = .count(1)
        } body: { server in
            try await server.withConnection(.init(reads: false, receiveBuffer: 64 * 1024)) { client in
                try await client.send(request("GET", "/"))
                let standing = try await standstill(of: count, on: server)
                #expect(standing > 0 && standing * piece.readableBytes < Self.kernelByteCount, "\(standing) pieces")
                // It goes on when there is room, and the loop serves others all the same.
                try await client.startReading()
                while count.count < standing + 1_000 {
                    #expect(try await server.send(request("GET", "/other")).status == 200)
                }
                #expect(!ended.isOpen)
            }
            await ended.wait()
        }
    }

    @Test("requests of a client that takes no answers are not answered, and not read, without end")
    func pipelineWithoutReading() async throws {
        let count = Tally()
        let size = 256 * 1024
        let routes = HTTPRoutes {
            Route(.get, "/", to: .nop()) { _ in
                Empty()
            } encode: { _, response in
                count.increment()
                response.body.writeRepeatingByte(UInt8(ascii: "x"), count: size)
            }
            Route(.get, "/other", to: Endpoint<Empty, Empty>.nop())
        }
        try await withServer(routes) {
            $0.threads = .count(1)
        } body: { server in
            try await server.withConnection(.init(reads: false, receiveBuffer: 64 * 1024)) { client in
                let number = 1_000
                client.sendWithoutWaiting(String(repeating: request("GET", "/"), count: number))
                let standing = try await standstill(of: count, on: server)
                #expect(standing > 0 && standing * size < Self.kernelByteCount, "\(standing) answers")
                try await client.startReading()
                for _ in 0..<200 { #expect(try await client.response().body.utf8.count == size) }
            }
        }
    }

    @Test("what is pipelined behind a request that takes its time stays in the kernel")
    func readAhead() async throws {
        let latch = Latch()
        let count = Tally()
        let endpoint = Endpoint("wait") { (_: Empty) in
            // By then the others have made room many times, each in a turn of the loop of its own.
            if count.increment() > 600 { await latch.wait() } else { await Elsewhere.shared.visit() }
            return Empty()
        }
        let routes = HTTPRoutes { Route(.get, "/", to: endpoint) }
        let one = request("GET", "/", ["X-Padding: \(String(repeating: "x", count: 8_000))"])
        try await withServer(routes) {
            $0.limits.readAheadByteCount = 16 * 1024
        } body: { server in
            try await server.withConnection { client in
                // More than the kernel takes on both sides: were it all read, the write would succeed.
                let sent = Latch()
                async let writing: Void = {
                    try await client.send(String(repeating: one, count: 2_400))
                    sent.open()
                }()
                for _ in 0..<600 { #expect(try await client.response().status == 200) }
                for _ in 0..<50 { #expect(try await server.send(request("GET", "/missing")).status == 404) }
                #expect(!sent.isOpen)
                latch.open()
                try await writing
                for _ in 600..<2_400 { #expect(try await client.response().status == 200) }
            }
        }
    }

    /// Waits until a count does not change while the same loop answers fifty requests of others.
    private func standstill(of count: Tally, on server: RunningServer) async throws -> Int {
        var last = -1
        while count.count != last || last == 0 {
            last = count.count
            for _ in 0..<50 { _ = try await server.send(request("GET", "/other")) }
        }
        return last
    }
}
