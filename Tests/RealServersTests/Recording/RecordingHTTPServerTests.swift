import Testing

@testable import RealServers

@Suite
struct RecordingHTTPServerTests {
    @Test("records method, path, fields and body, and gives the answer")
    func records() async throws {
        let server = try RecordingHTTPServer(
            answer: .init(status: 201, fields: [("X-Trap", "a")], body: "{\"stats\":1}")
        )
        let reply = try await HTTP.send(
            "PUT",
            "/module/httptrap?a=b",
            port: server.port,
            fields: [("Content-Type", "application/json")],
            body: Array("{\"x\":1}".utf8)
        )
        #expect(reply.status == 201)
        #expect(reply.fields["x-trap"] == "a")
        #expect(try reply.json()["stats"] == .integer(1))

        let request = try #require(server.requests.first)
        #expect(request.method == "PUT")
        #expect(request.path == "/module/httptrap?a=b")
        #expect(request.fields["content-type"] == "application/json")
        #expect(try request.json() == .object(["x": .integer(1)]))

        server.answers(.init(status: 204))
        #expect(try await HTTP.get("/", port: server.port).status == 204)
        #expect(server.requests.count == 2)
    }

    @Test("a connection is kept, and a chunked body is put together")
    func keepAlive() async throws {
        let server = try RecordingHTTPServer { .init(body: "\($0.text.count)") }
        let port = server.port
        let replies = try await offPool {
            let socket = try Descriptor(type: streamType)
            socket.setTimeout(.seconds(5))
            try socket.connectToLoopback(port: port)
            let reader = HTTPReader(socket)
            return try ["5\r\nhello\r\n3;x=y\r\n, w\r\n0\r\nTrailer: t\r\nOther: u\r\n\r\n", "0\r\n\r\n"].map {
                chunks in
                let head = "POST /t HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                try socket.write(Array((head + chunks).utf8))
                guard let answer = try reader.head() else { return "" }
                return String(decoding: try reader.body(of: answer, endsWithConnection: true), as: UTF8.self)
            }
        }
        #expect(replies == ["8", "0"])
        #expect(server.requests.map(\.text) == ["hello, w", ""])
        #expect(server.requests.map(\.connection) == [0, 0])
    }

    @Test("waits for requests, and gives up")
    func waits() async throws {
        let server = try RecordingHTTPServer()
        async let arrived = server.requests(atLeast: 2)
        for path in ["/1", "/2"] { _ = try await HTTP.get(path, port: server.port) }
        #expect(try await arrived.map(\.path) == ["/1", "/2"])
        await #expect(throws: NotYet.self) { try await server.requests(atLeast: 3, within: .milliseconds(20)) }
        let cancelled = Task { try await server.requests(atLeast: 3) }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
    }

    @Test("a delayed answer ends when it is stopped; the port opens again")
    func stopsAndStarts() async throws {
        let server = try RecordingHTTPServer(answer: .init(delay: .seconds(60)))
        let port = server.port
        async let reply = HTTP.get("/", port: port, within: .seconds(60))
        _ = try await server.requests(atLeast: 1)
        server.stop()
        do {
            _ = try await reply
            Issue.record("it answered")
        } catch {}
        await #expect(throws: (any Error).self) { try await HTTP.get("/", port: port) }

        try server.start()
        server.answers(.init(status: 202))
        #expect(try await HTTP.get("/", port: port).status == 202)
        server.answers(.init(hangsUp: true))
        await #expect(throws: (any Error).self) { try await HTTP.get("/", port: port) }
    }
}
