import HTTPTypes
import Martlet
import MartletHTTP
import Testing

@Suite("Bodies and heads within and beyond their limits", .timeLimit(.minutes(1)))
struct RequestBodyTests {
    private let routes = HTTPRoutes {
        Route(.post, "/", to: Endpoint("count") { (bytes: Int) in bytes }) { $0.bodyByteCount }
        Route(.get, "/{path...}", to: Endpoint("ok") { (_: Empty) in "ok" }) { _ in Empty() }
    }

    @Sendable private static func small(_ configuration: inout HTTPServer.Configuration) {
        configuration.limits.bodyByteCount = 1_000
        configuration.limits.headByteCount = 1_024
        configuration.limits.targetByteCount = 256
        configuration.limits.fieldCount = 8
        configuration.timeouts.linger = .seconds(10)
    }

    private func chunked(_ chunks: [String], end: String = "0\r\n\r\n") -> String {
        request("POST", "/", ["Transfer-Encoding: chunked"])
            + chunks.map { "\(String($0.utf8.count, radix: 16))\r\n\($0)\r\n" }.joined() + end
    }

    @Test("100 Continue is said once, before the body, and not when the body is there")
    func expectContinue() async throws {
        try await withServer(routes) { server in
            try await server.withConnection { client in
                let whole = request("POST", "/", ["Expect: 100-continue"], body: "hello")
                try await client.send(String(whole.dropLast(5)))
                #expect(try await client.text(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
                try await client.send("he")
                try await client.send("llo")
                #expect(try await client.response().body == "5")
                try await client.send(whole)
                #expect(try await client.response().status == 200)
                // In chunks.
                try await client.send(request("POST", "/", ["Expect: 100-continue", "Transfer-Encoding: chunked"]))
                #expect(try await client.text(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
                try await client.send("2\r\nab\r\n0\r\n\r\n")
                #expect(try await client.response().body == "2")
            }
        }
    }

    @Test("a body that is refused is not asked for")
    func expectTooLarge() async throws {
        try await withServer(routes, Self.small) { server async throws in
            let text = request("POST", "/", ["Expect: 100-continue", "Content-Length: 1001"])
            #expect(try await server.send(text).status == 413)
        }
    }

    @Test("a chunked body with extensions and trailers, in one piece and byte by byte")
    func chunkedBody() async throws {
        try await withServer(routes) { server in
            try await server.withConnection { client in
                let text =
                    request("POST", "/", ["Transfer-Encoding: chunked"])
                    + "5;a=b\r\nhello\r\n1\r\n \r\n00005\r\nworld\r\n0\r\nX-Sum: 1\r\n\r\n"
                try await client.send(text)
                #expect(try await client.response().body == "11")
                for byte in text.utf8 { try await client.send(String(decoding: [byte], as: UTF8.self)) }
                #expect(try await client.response().body == "11")
                try await client.send(chunked(["a"]) + chunked([]) + request("POST", "/", body: "abc"))
                for length in [1, 0, 3] { #expect(try await client.response().body == "\(length)") }
            }
        }
    }

    @Test("a body of the largest size is taken, one byte more is 413, with a length and in chunks")
    func bodyLimit() async throws {
        try await withServer(routes, Self.small) { server in
            let exact = String(repeating: "x", count: 1_000)
            #expect(try await server.send(request("POST", "/", body: exact)).body == "1000")
            #expect(try await server.send(chunked([exact])).body == "1000")
            for text in [request("POST", "/", body: exact + "x"), chunked([exact, "x"]), chunked([exact + "x"])] {
                let response = try await server.send(text)
                #expect(response.status == 413)
                #expect(response.values("connection") == ["close"])
                #expect(response.body == #"{"error":"body too large","code":"resource_exhausted"}"#)
            }
        }
    }

    @Test("a client that goes on sending after 413 gets to read it, without a reset")
    func lingeringClose() async throws {
        try await withServer(routes, Self.small) { server in
            try await server.withConnection { client in
                try await client.send(request("POST", "/", ["Content-Length: 10000000"]))
                for _ in 0..<64 { try await client.send(String(repeating: "x", count: 100_000)) }
                #expect(try await client.response().status == 413)
                #expect(try await client.textUntilClose() == "")
                #expect(try await client.wasReset() == false)
            }
        }
    }

    @Test("heads beyond the limits")
    func headLimits() async throws {
        try await withServer(routes, Self.small) { server async throws in
            func status(_ text: String) async throws -> Int { try await server.send(text).status }
            #expect(try await status(request("GET", "/" + String(repeating: "a", count: 255))) == 200)
            #expect(try await status(request("GET", "/" + String(repeating: "a", count: 256))) == 414)
            #expect(try await status(request("GET", "/", ["X: " + String(repeating: "a", count: 900)])) == 200)
            #expect(try await status(request("GET", "/", ["X: " + String(repeating: "a", count: 1_100)])) == 431)
            #expect(try await status(request("GET", "/", Array(repeating: "X: a", count: 7))) == 200)
            #expect(try await status(request("GET", "/", Array(repeating: "X: a", count: 8))) == 431)
            // A head without an end.
            #expect(try await status("GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 1_100)) == 431)
        }
    }

    @Test(
        "what could make two servers disagree is refused and ends the connection",
        arguments: [
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n folded\r\n\r\n",
            "GET / HTTP/1.1\nHost: a\n\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n",
            "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
            "\u{16}\u{3}\u{1}",
        ]
    )
    func smuggling(text: String) async throws {
        try await withServer(routes, Self.small) { server in
            try await server.withConnection { client in
                // Whatever stands behind it must not be answered.
                try await client.send(text + request("GET", "/smuggled"))
                let response = try await client.response()
                #expect(response.status == 400)
                #expect(response.values("connection") == ["close"])
                #expect(try await client.textUntilClose() == "")
            }
        }
    }
}
