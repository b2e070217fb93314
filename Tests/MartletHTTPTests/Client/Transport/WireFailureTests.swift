import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

@Suite("What goes wrong on a socket", .eachTransport, .timeLimit(.minutes(1)))
struct WireFailureTests {
    private func call(
        _ http: HTTPCaller,
        _ url: String = "/",
        streaming: Bool = false
    ) async -> Status? {
        await status {
            if streaming {
                let endpoint: Endpoint<Empty, ResponseStream<ByteBuffer>> = http.endpoint(
                    "a",
                    .get,
                    url,
                    decode: .stream
                )
                _ = try await endpoint(Empty()).collect()
            } else {
                let endpoint: Endpoint<Empty, String> = http.endpoint("a", .get, url, decode: { $0.text })
                _ = try await endpoint(Empty())
            }
        }
    }

    /// The status of a call to a peer that reads the request and then does something wrong.
    private func call(streaming: Bool, _ answer: @escaping @Sendable (PeerConnection) async throws -> Void) async throws
        -> Status?
    {
        try await withPeer { connection in
            _ = try await connection.readRequest()
            try await answer(connection)
        } _: {
            await call($0, streaming: streaming)
        }
    }

    @Test("a refused connection is unavailable at once, and safe to try again", arguments: [false, true])
    func refused(streaming: Bool) async throws {
        let error = try await withTransport { transport in
            await call(HTTPCaller(transport).at(ScriptedPeer.closedOrigin), streaming: streaming)
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message == "cannot connect: connection refused")
        #expect(error?.delivery == .unprocessed)
        #expect(error?.underlying != nil)
    }

    @Test("a host that has no address")
    func noSuchHost() async throws {
        let error = try await withTransport { await call(HTTPCaller($0).at("http://martlet.invalid")) }
        #expect(error?.code == .unavailable && error?.delivery == .unprocessed)
        #expect(error?.message == "cannot connect: the name of the host cannot be resolved")
    }

    @Test(
        "a URL that is none is a bug of this side",
        arguments: ["", "/path", "ftp://h/", "http://", "http://a b/", "http://[::1/"]
    )
    func badURL(url: String) async throws {
        let error = try await withTransport { await call(HTTPCaller($0), url) }
        #expect(error?.code == .internal)
        #expect(error?.isRetryable == false)
    }

    @Test(
        "the peer closes before it answers, or within the head",
        arguments: ["", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nA: b\r\n"]
    )
    func closedInHead(text: String) async throws {
        for streaming in [false, true] {
            let error = try await call(streaming: streaming) { try await $0.write(text) }
            #expect(error?.code == .unavailable)
            // It may have acted on the request.
            #expect(error?.retry == nil)
        }
    }

    @Test(
        "the peer closes within the body",
        arguments: ["Content-Length: 10\r\n\r\n12345", "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"]
    )
    func closedInBody(text: String) async throws {
        for streaming in [false, true] {
            let error = try await call(streaming: streaming) { try await $0.write("HTTP/1.1 200 OK\r\n" + text) }
            #expect(error?.code == .unavailable && error?.retry == nil)
        }
    }

    @Test(
        "the answer is not HTTP",
        arguments: [
            "SSH-2.0-OpenSSH_9.6\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n12",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        ]
    )
    func garbage(text: String) async throws {
        for streaming in [false, true] {
            let error = try await call(streaming: streaming) { try await $0.write(text) }
            #expect(error?.code == .internal)
            #expect(error?.message.hasPrefix("the answer is not valid HTTP") == true)
            #expect(error?.isRetryable == false)
        }
    }

    @Test("a collected body that is too large, declared or not, closes the connection", arguments: [true, false])
    func tooLarge(declared: Bool) async throws {
        let closed = Signal()
        try await withPeer { connection in
            _ = try await connection.readRequest()
            let framing = declared ? "Content-Length: 1000000" : "Transfer-Encoding: chunked"
            try await connection.write("HTTP/1.1 200 OK\r\n\(framing)\r\n\r\n")
            if !declared { for _ in 0..<3 { try await connection.writeChunk(String(repeating: "x", count: 40)) } }
            await connection.waitForClose()
            closed.send()
        } _: { http in
            let error = await call(http.maximumBodySize(100))
            #expect(error?.code == .resourceExhausted)
            #expect(error?.message == "the body of the answer has more than 100 bytes")
            await closed.wait()
        }
    }

    @Test("a body of just the size that is allowed")
    func largestBody() async throws {
        try await withPeer { connection in
            while try await !connection.readRequest().isEmpty {
                try await connection.answer("200 OK", String(repeating: "x", count: 100_000))
            }
        } _: { http in
            #expect(await call(http.maximumBodySize(100_000)) == nil)
            #expect(await call(http.maximumBodySize(99_999))?.code == .resourceExhausted)
        }
    }

    @Test("a status crosses the wire with message, details and retry hint")
    func statusRoundTrip() async throws {
        let error = try await call(streaming: false) {
            try await $0.answer(
                "404 Not Found",
                fields: "Content-Type: application/json\r\nRetry-After: 2\r\n",
                #"{"error":"no profile has the id \"7\"\n","code":"not_found","details":[{"type":"t","value":"AAH/"}]}"#
            )
        }
        #expect(error?.code == .notFound)
        #expect(error?.message == "no profile has the id \"7\"\n")
        #expect(error?.details == [.init(type: "t", value: [0, 1, 255])])
        #expect(error?.retry == .after(.seconds(2)))
    }

    @Test("a peer that refuses a large request before it has read it", arguments: [true, false])
    func earlyAnswer(closes: Bool) async throws {
        try await withPeer { connection in
            try await connection.answer("413 Content Too Large", fields: "Content-Type: text/plain\r\n", "too large")
            if !closes { await connection.waitForClose() }
        } _: { http in
            let endpoint: Endpoint<Int, Empty> = http.endpoint("upload", .put, "/") { count, request in
                request.body = ByteBuffer(repeating: UInt8(ascii: "x"), count: count)
            }
            let error = await status { _ = try await endpoint(32 * 1_024 * 1_024) }
            // When the connection is reset, the answer may be lost with it.
            #expect(error?.code == .resourceExhausted || (closes && error?.code == .unavailable))
        }
    }

    @Test("a client that has been shut down")
    func shutDown() async throws {
        let http = try await withTransport { HTTPCaller($0).at("http://127.0.0.1:1") }
        for streaming in [false, true] {
            let error = await call(http, streaming: streaming)
            #expect(error?.code == .unavailable && error?.retry == .never)
        }
    }
}
