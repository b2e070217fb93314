import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

@Suite("HTTP/2: heads that break the rules", .timeLimit(.minutes(1)))
struct HTTP2HeadTests {
    private let routes = HTTPRoutes {
        Route(.get, "/", to: Endpoint("hello") { (_: Empty) in "hello" })
        Route(.post, "/", to: Endpoint("count") { (bytes: Int) in bytes }) { $0.bodyByteCount }
    }

    private static let start = [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "a")]

    private static let malformed: [[(String, String)]] = [
        // Pseudo-headers: missing, twice, unknown, of answers, behind others, empty.
        [(":scheme", "http"), (":path", "/"), (":authority", "a")],
        [(":method", "GET"), (":path", "/"), (":authority", "a")],
        [(":method", "GET"), (":scheme", "http"), (":authority", "a")],
        start + [(":path", "/")],
        start + [(":method", "GET")],
        start + [(":authority", "b")],
        start + [(":protocol", "websocket")],
        start + [(":status", "200")],
        start + [(":", "x")],
        [(":method", "GET"), (":scheme", "http"), ("x", "y"), (":path", "/"), (":authority", "a")],
        [(":method", ""), (":scheme", "http"), (":path", "/"), (":authority", "a")],
        [(":method", "GET"), (":scheme", "http"), (":path", ""), (":authority", "a")],
        [(":method", "GET"), (":scheme", "ftp"), (":path", "/"), (":authority", "a")],
        // A path that is none, or that would begin another request.
        [(":method", "GET"), (":scheme", "http"), (":path", "http://b/"), (":authority", "a")],
        [(":method", "GET"), (":scheme", "http"), (":path", "*"), (":authority", "a")],
        [(":method", "GET"), (":scheme", "http"), (":path", "/ HTTP/1.1\r\nX: y"), (":authority", "a")],
        [(":method", "GET / HTTP/1.1\r\nX:"), (":scheme", "http"), (":path", "/"), (":authority", "a")],
        [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "a\r\nX: y")],
        // Names: capitals, characters that are none of a name's.
        start + [("X-Capital", "y")],
        start + [("a b", "y")],
        start + [("a:b", "y")],
        start + [("a\r\nb", "y")],
        start + [("", "y")],
        start + [("ä", "y")],
        // Values: ends of lines, NUL, white space around.
        start + [("x", "a\r\nb: c")],
        start + [("x", "a\nb")],
        start + [("x", "a\u{0}b")],
        start + [("x", " a")],
        start + [("x", "a\t")],
        // What belongs to connections of HTTP/1.1, and two opinions about the host.
        start + [("connection", "close")],
        start + [("transfer-encoding", "chunked")],
        start + [("keep-alive", "1")],
        start + [("proxy-connection", "x")],
        start + [("upgrade", "h2c")],
        start + [("te", "gzip")],
        start + [("host", "b")],
        start + [("content-length", "1")],
        [(":method", "CONNECT"), (":scheme", "http"), (":path", "/"), (":authority", "a:1")],
    ]

    @Test("malformed requests are reset with PROTOCOL_ERROR, and the connection goes on")
    func malformedHeads() async throws {
        try await withServer(routes) { server in
            try await server.withFrames { client in
                var stream = 1
                for fields in Self.malformed {
                    try await client.send(Frame.headers(stream, fields))
                    let response = try await client.response(stream)
                    #expect(response.resetCode == 1 && response.fields.isEmpty, "\(fields)")
                    stream += 2
                }
                try await client.send(Frame.headers(stream, Self.start + [("te", "trailers"), ("host", "a")]))
                #expect(try await client.response(stream).body == #""hello""#)
            }
        }
    }

    @Test("requests that HTTP/1.1 would refuse get the same answer")
    func refusals() async throws {
        let cases: [(Int, [(String, String)])] = [
            (400, [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "a@b")]),
            (400, [(":method", "GET"), (":scheme", "http"), (":path", "/%zz"), (":authority", "a")]),
            (400, [(":method", "GET"), (":scheme", "http"), (":path", "/#a"), (":authority", "a")]),
            (400, [(":method", "G(T"), (":scheme", "http"), (":path", "/"), (":authority", "a")]),
            (
                501,
                [(":method", String(repeating: "A", count: 40)), (":scheme", "http"), (":path", "/"), ("host", "a")]
            ),
            (
                414,
                [(":method", "GET"), (":scheme", "http"), (":path", "/" + String(repeating: "a", count: 9000))] + [
                    ("host", "a")
                ]
            ),
            (431, Self.start + [("x", String(repeating: "a", count: 16 * 1024))]),
            (431, Self.start + (0..<101).map { ("x\($0)", "y") }),
            (417, Self.start + [("expect", "magic")]),
            (400, Self.start + [("content-length", "x")]),
            (400, Self.start + [("content-length", "0"), ("content-length", "0")]),
        ]
        try await withServer(routes) { server in
            for (status, fields) in cases {
                try await server.withFrames { client in
                    // Limits of the codec hold from then on.
                    try await client.roundTrip()
                    try await client.send(Frame.split(.headers(1, fields), 16_000).flatMap(\.bytes))
                    let response = try await client.response(1)
                    #expect(response.status == status, "\(fields.map(\.0))")
                    #expect(response.body.contains(#""error":"#))
                }
            }
        }
    }

    @Test("a body that is not as long as announced is reset")
    func lengths() async throws {
        try await withServer(routes) { server in
            try await server.withFrames { client in
                let length = [("content-length", "3")]
                try await client.request(1, "POST", "/", length, body: "12")
                #expect(try await client.response(1).resetCode == 1)
                try await client.request(3, "POST", "/", length, body: "1234")
                #expect(try await client.response(3).resetCode == 1)
                try await client.request(5, "POST", "/", length, body: "123")
                #expect(try await client.response(5).body == "3")
            }
        }
    }

    @Test("trailers that are none", arguments: [(":path", "/"), ("A", "b"), ("a", "b\r\nc")])
    func trailers(field: (String, String)) async throws {
        try await withServer(routes) { server in
            try await server.withFrames { client in
                try await client.send(Frame.request(1, "POST", "/", end: false), Frame.headers(1, [field]))
                #expect(try await client.response(1).resetCode == 1)
            }
        }
    }
}
