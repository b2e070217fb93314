import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Synchronization
import Testing

@Suite("Streamed answers over a socket", .eachTransport, .timeLimit(.minutes(1)))
struct StreamingTests {
    private func open(_ http: HTTPCaller) async throws -> ResponseStream<ByteBuffer> {
        let endpoint: Endpoint<Empty, ResponseStream<ByteBuffer>> = http.endpoint("stream", .get, "/", decode: .stream)
        return try await endpoint(Empty())
    }

    @Test("6000 bytes that are sent after the endpoint has returned")
    func readableAfterReturn() async throws {
        let returned = Signal()
        try await withPeer { connection in
            _ = try await connection.readRequest()
            try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 6000\r\n\r\n")
            await returned.wait()
            try await connection.write(String(repeating: "x", count: 6_000))
            await connection.waitForClose()
        } _: { http in
            let stream = try await open(http)
            let ends = Recorder<String>()
            stream.onEnd { ends.record("\($0)") }
            returned.send()
            #expect(try await stream.collect().reduce(0) { $0 + $1.readableBytes } == 6_000)
            #expect(ends.elements == ["finished"])
        }
    }

    @Test("parts arrive as they are sent")
    func partByPart() async throws {
        let parts = (0..<3).map { _ in Signal() }
        try await withPeer { connection in
            _ = try await connection.readRequest()
            try await connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for (index, part) in parts.enumerated() {
                await part.wait()
                try await connection.writeChunk("part \(index)")
            }
            try await connection.write("0\r\n\r\n")
        } _: { http in
            var iterator = try await open(http).makeAsyncIterator()
            for (index, part) in parts.enumerated() {
                part.send()
                #expect(try await iterator.next().map { String(buffer: $0) } == "part \(index)")
            }
            #expect(try await iterator.next() == nil)
            #expect(try await iterator.next() == nil)
        }
    }

    @Test("a reader that does not read stops the sender")
    func backPressure() async throws {
        let total = 512 * 1_024 * 1_024
        let piece = String(repeating: "x", count: 64 * 1_024)
        let written = Atomic(0)
        try await withPeer { connection in
            guard connection.number == 0 else {
                while try await !connection.readRequest().isEmpty { try await connection.answer("200 OK", "{}") }
                return
            }
            _ = try await connection.readRequest()
            try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
            for _ in 0..<(total / piece.utf8.count) {
                try await connection.write(piece)
                written.add(piece.utf8.count, ordering: .relaxed)
            }
            await connection.waitForClose()
        } _: { http in
            let stream = try await open(http)
            let ping: Endpoint<Empty, Empty> = http.endpoint("ping", .get, "/")
            // How much the buffers of the sockets hold is for the kernel to say, but not that there is an end to it: the
            // sender comes to a halt. A thousand calls are more than enough time for one that nothing holds back.
            var before = -1
            while before != written.load(ordering: .relaxed) {
                before = written.load(ordering: .relaxed)
                for _ in 0..<1_000 { _ = try await ping(Empty()) }
            }
            #expect(before < total)
            let read = try await stream.collect().reduce(0) { $0 + $1.readableBytes }
            #expect(read == total)
        }
    }

    @Test("a stream that is dropped unread closes the connection")
    func droppedUnread() async throws {
        try await expectClose { http in
            let ends = Recorder<String>()
            let ended = Signal()
            try await open(http).onEnd {
                ends.record("\($0)")
                ended.send()
            }
            await ended.wait()
            #expect(ends.elements == ["cancelled"])
        }
    }

    @Test("a stream that is dropped half-way closes the connection")
    func droppedHalfWay() async throws {
        try await expectClose { http in
            for try await _ in try await open(http) { break }
        }
    }

    @Test("a stream whose reader is cancelled closes the connection")
    func cancelled() async throws {
        try await expectClose { http in
            let stream = try await open(http)
            let reading = Signal()
            await withTaskGroup { group in
                group.addTask {
                    await #expect(throws: CancellationError.self) {
                        for try await _ in stream { reading.send() }
                    }
                }
                await reading.wait()
                group.cancelAll()
            }
        }
    }

    @Test("a failure that is streamed closes the connection when it does not end")
    func failure() async throws {
        let closed = Signal()
        try await withPeer { connection in
            _ = try await connection.readRequest()
            try await connection.write("HTTP/1.1 503 Service Unavailable\r\nTransfer-Encoding: chunked\r\n\r\n")
            try await connection.writeChunk(String(repeating: "x", count: 100_000))
            await connection.waitForClose()
            closed.send()
        } _: { http in
            #expect(await status { _ = try await open(http) }?.code == .unavailable)
            await closed.wait()
        }
    }

    @Test("a stream can be read once")
    func readTwice() async throws {
        try await withPeer { connection in
            _ = try await connection.readRequest()
            try await connection.answer("200 OK", "x")
        } _: { http in
            let stream = try await open(http)
            #expect(try await stream.collect().count == 1)
            #expect(await status { _ = try await stream.collect() }?.code == .internal)
        }
    }

    @Test("events, as they are sent")
    func events() async throws {
        let first = Signal()
        try await withPeer { connection in
            _ = try await connection.readRequest()
            try await connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            try await connection.writeChunk("data: 1\n\nda")
            await first.wait()
            try await connection.writeChunk("ta: 2\n\n")
            try await connection.write("0\r\n\r\n")
        } _: { http in
            let endpoint: Endpoint<Empty, ResponseStream<ServerSentEvent>> =
                http.endpoint("events", .get, "/", decode: .events)
            var iterator = try await endpoint(Empty()).makeAsyncIterator()
            #expect(try await iterator.next()?.data == "1")
            first.send()
            #expect(try await iterator.next()?.data == "2")
            #expect(try await iterator.next() == nil)
        }
    }

    /// Runs `body` with a peer that sends a part and then waits until it is closed, and expects that it is.
    private func expectClose(_ body: (HTTPCaller) async throws -> Void) async throws {
        let closed = Signal()
        try await withPeer { connection in
            _ = try await connection.readRequest()
            try await connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            try await connection.writeChunk("part")
            await connection.waitForClose()
            closed.send()
        } _: { http in
            try await body(http)
            await closed.wait()
        }
    }
}
