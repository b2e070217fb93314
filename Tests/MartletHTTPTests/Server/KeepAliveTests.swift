import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

@Suite("Connections that live on", .timeLimit(.minutes(1)))
struct KeepAliveTests {
    private let routes = HTTPRoutes {
        Route(.get, "/{n}", to: Endpoint("echo") { (n: String) in n }) { try $0.parameter("n") }
    }

    @Test("an HTTP/1.1 connection lives until the client says close")
    func keepAlive() async throws {
        try await withServer(routes) { server in
            try await server.withConnection { client in
                for n in 0..<3 {
                    try await client.send(request("GET", "/\(n)"))
                    let response = try await client.response()
                    #expect(response.body == "\"\(n)\"")
                    #expect(response.values("connection") == [])
                }
                try await client.send(request("GET", "/last", ["Connection: close"]))
                #expect(try await client.response().values("connection") == ["close"])
                #expect(try await client.textUntilClose() == "")
                #expect(try await client.wasReset() == false)
            }
        }
    }

    @Test("an HTTP/1.0 connection ends with the answer, unless the client asks for more")
    func http10() async throws {
        try await withServer(routes) { server in
            try await server.withConnection { client in
                try await client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                let first = try await client.response()
                #expect(first.body == "\"a\"" && first.values("connection") == ["keep-alive"])
                try await client.send("GET /b HTTP/1.0\r\n\r\n")
                let last = try await client.response()
                #expect(last.body == "\"b\"" && last.values("connection") == ["close"])
                #expect(try await client.textUntilClose() == "")
            }
        }
    }

    @Test("eight pipelined requests, one of which suspends, are answered in order")
    func pipelining() async throws {
        let latch = Latch()
        let log = Recorder<Int>()
        let endpoint = Endpoint("number") { (number: Int) in
            log.record(number)
            if number == 3 { await latch.wait() }
            return number
        }
        let routes = HTTPRoutes {
            Route(.get, "/{n}", to: endpoint) { try $0.parameter("n", as: Int.self) }
        }
        try await withServer(routes) { server in
            try await server.withConnection { client in
                try await client.send((0..<8).map { request("GET", "/\($0)") }.joined())
                for number in 0..<3 { #expect(try await client.response().body == "\(number)") }
                latch.open()
                for number in 3..<8 { #expect(try await client.response().body == "\(number)") }
            }
        }
        #expect(log.elements == Array(0..<8))
    }

    @Test("a request behind one that suspends knows nothing of that one's context")
    func pipelinedContext() async throws {
        let started = Latch()
        let latch = Latch()
        let endpoint = Endpoint("seen") { (seen: String) in
            if seen.hasPrefix("first") {
                started.open()
                await latch.wait()
            }
            return seen
        }
        let routes = HTTPRoutes {
            Route(.get, "/{name}", to: endpoint) { request in
                "\(try request.parameter("name")) \(RequestContext.current.requestID ?? "-")"
            }
        }
        try await withServer(routes) { server in
            try await server.withConnection { client in
                try await client.send(request("GET", "/first", ["x-request-id: 1"]) + request("GET", "/second"))
                await started.wait()
                latch.open()
                #expect(try await client.response().body == #""first 1""#)
                #expect(try await client.response().body == #""second -""#)
            }
        }
    }

    @Test("fields that follow the body in chunks, both ways")
    func trailers() async throws {
        let name = try #require(HTTPField.Name("x-checksum"))
        let echo = Endpoint("echo") { (text: String) in text }
        let routes = HTTPRoutes {
            Route(
                .post,
                "/",
                to: echo,
                decode: { request in "\(request.bodyText) \(request.trailers[name] ?? "-")" },
                encode: { text, response in
                    response.stream = ResponseStream([ByteBuffer(string: text)])
                    response.trailers = { [name: "\(text.utf8.count)", .contentLength: "1"] }
                }
            )
        }
        let chunks = "3\r\nabc\r\n0\r\nX-Checksum: 7\r\n\r\n"
        try await withServer(routes) { server in
            try await server.withConnection { client in
                try await client.send("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
                let response = try await client.response()
                #expect(response.rawBody == "5\r\nabc 7\r\n0\r\nx-checksum: 5\r\n\r\n")
            }
        }
    }

    @Test("a request that arrives byte by byte, and one behind a line ending that does not belong there")
    func byteByByte() async throws {
        let routes = HTTPRoutes { Route(.post, "/", to: Endpoint("echo") { (text: String) in text }) }
        try await withServer(routes) { server in
            try await server.withConnection { client in
                for byte in request("POST", "/", body: #""hello""#) { try await client.send(String(byte)) }
                #expect(try await client.response().body == #""hello""#)
                try await client.send("\r\n" + request("POST", "/", body: #""again""#))
                #expect(try await client.response().body == #""again""#)
            }
        }
    }

    @Test("requests cut anywhere, one part behind the other, for a thousand requests")
    func cutAnywhere() async throws {
        let routes = HTTPRoutes { Route(.post, "/", to: Endpoint("count") { (text: String) in text.utf8.count }) }
        try await withServer(routes) { server in
            try await server.withConnection { client in
                // Each part ends within a request, so that the server never sees the end of its input.
                let one = request("POST", "/", body: "\"\(String(repeating: "x", count: 700))\"")
                let cut = one.index(one.startIndex, offsetBy: 400)
                try await client.send(String(one[..<cut]))
                for _ in 0..<1_000 {
                    try await client.send(String(one[cut...] + one[..<cut]))
                    #expect(try await client.response().body == "700")
                }
            }
        }
    }

    @Test("the last of several pipelined requests closes, and what comes behind it is dropped")
    func dropsAfterClose() async throws {
        try await withServer(routes) { server in
            try await server.withConnection { client in
                try await client.send(request("GET", "/a", ["Connection: close"]) + request("GET", "/b"))
                #expect(try await client.response().body == "\"a\"")
                #expect(try await client.textUntilClose() == "")
                #expect(try await client.wasReset() == false)
            }
        }
    }

    @Test("a client that half-closes after its request is answered, and the connection ends")
    func halfClose() async throws {
        try await withServer(routes) { server in
            try await server.withConnection { client in
                try await client.send(request("GET", "/a") + request("GET", "/b"))
                try await client.closeOutput()
                #expect(try await client.response().body == "\"a\"")
                #expect(try await client.response().body == "\"b\"")
                #expect(try await client.textUntilClose() == "")
            }
            try await server.withConnection { client in
                try await client.send("GET /a HT")
                try await client.closeOutput()
                #expect(try await client.textUntilClose() == "")
            }
        }
    }

    @Test("a large answer arrives whole although its reader has half-closed before, and is slow")
    func halfCloseDuringResponse() async throws {
        let size = 8 * 1024 * 1024
        let routes = HTTPRoutes {
            Route(.get, "/", to: .nop()) { _ in
                Empty()
            } encode: { _, response in
                response.body.writeRepeatingByte(UInt8(ascii: "x"), count: size)
            }
        }
        try await withServer(routes) { server in
            try await server.withConnection(.init(reads: false, receiveBuffer: 64 * 1024)) { client in
                try await client.send(request("GET", "/"))
                try await client.closeOutput()
                try await client.startReading()
                #expect(try await client.response().body.utf8.count == size)
                #expect(try await client.textUntilClose() == "")
            }
        }
    }
}
