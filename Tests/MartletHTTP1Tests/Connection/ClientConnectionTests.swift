import MartletHTTP1
import Testing

@Suite("Responses that a client reads")
struct ClientConnectionTests {
    /// What a client makes of the bytes of a server, one event a line.
    private func read(_ text: String, isHead: Bool = false, pieceSize: Int = .max, limits: HTTP1Limits = HTTP1Limits())
        -> [String]
    {
        var reader = ResponseReader(limits: limits, isHead: isHead)
        let bytes = Array(text.utf8)
        var start = 0
        while start < bytes.count {
            let end = pieceSize < bytes.count - start ? start + pieceSize : bytes.count
            reader.receive(bytes[start..<end])
            start = end
        }
        reader.end()
        return reader.joinedEvents
    }

    @Test(
        "framings",
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", ["200 OK", "hello", "end reusable"]),
            ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ["200 OK", "end reusable"]),
            ("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", ["200 ", "end reusable"]),
            ("HTTP/1.1 204 No Content\r\n\r\n", ["204 No Content", "end reusable"]),
            ("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", ["304 Not Modified", "end reusable"]),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                ["200 OK", "abc", "end reusable"]
            ),
            ("HTTP/1.1 200 OK\r\n\r\nall of it", ["200 OK", "all of it", "closed complete"]),
            ("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", ["200 OK", "a", "end"]),
            (
                "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\na",
                ["200 OK", "a", "end reusable"]
            ),
            ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na", ["200 OK", "a", "end"]),
            (
                "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
                ["103 Early Hints", "100 Continue", "200 OK", "a", "end reusable"]
            ),
        ] as [(String, [String])]
    )
    func framings(text: String, events: [String]) {
        #expect(read(text) == events)
        for size in [1, 2, 3, 7] { #expect(read(text, pieceSize: size) == events) }
    }

    @Test("the answer to HEAD has no body, whatever it says")
    func head() {
        #expect(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", isHead: true) == ["200 OK", "end reusable"])
        #expect(
            read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", isHead: true) == ["200 OK", "end reusable"]
        )
    }

    @Test(
        "the end of the connection is the loss of an answer",
        arguments: [
            "", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
        ]
    )
    func lost(text: String) {
        #expect(read(text).last == "closed lost")
    }

    @Test(
        "what is refused",
        arguments: [
            ("HTTP/2.0 200 OK\r\n\r\n", .invalidStatusLine), ("HTTP/1.1 99 OK\r\n\r\n", .invalidStatusLine),
            ("HTTP/1.1 099 OK\r\n\r\n", .invalidStatusLine), ("HTTP/1.1  200 OK\r\n\r\n", .invalidStatusLine),
            ("HTTP/1.1 2000 OK\r\n\r\n", .invalidStatusLine), ("HTTP/1.1 200 O\u{0}K\r\n\r\n", .invalidStatusLine),
            ("http/1.1 200 OK\r\n\r\n", .invalidStatusLine), ("\r\nHTTP/1.1 200 OK\r\n\r\n", .invalidStatusLine),
            ("HTTP/1.1 101 Switching Protocols\r\n\r\n", .unexpectedUpgrade),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", .repeatedContentLength),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\na", .invalidContentLength),
            ("HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na", .invalidContentLength),
            ("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", .bodyTooLarge),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                .transferEncodingWithContentLength
            ),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", .unsupportedTransferCoding),
            ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .transferEncodingInHTTP10),
            ("HTTP/1.1 200 OK\r\nA : b\r\n\r\n", .whitespaceBeforeColon),
            ("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", .obsoleteLineFolding),
            ("HTTP/1.1 200 OK\nA: b\r\n\r\n", .invalidStatusLine),
        ] as [(String, HTTP1Refusal)]
    )
    func refused(text: String, refusal: HTTP1Refusal) {
        #expect(read(text).last == "refused \(refusal)")
        #expect(read(text, pieceSize: 1).last == "refused \(refusal)")
    }

    @Test("bounds")
    func bounds() {
        let interim = String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 33)
        #expect(read(interim).last == "refused tooManyInterimResponses")
        let large = "HTTP/1.1 200 OK\r\nA: \(String(repeating: "x", count: 2_000))"
        #expect(read(large, limits: HTTP1Limits(headBytes: 1_000)).last == "refused headTooLarge")
        let many = "HTTP/1.1 200 OK\r\n\(String(repeating: "a:b\r\n", count: 5))\r\n"
        #expect(read(many, limits: HTTP1Limits(fieldCount: 4)).last == "refused tooManyFields")
    }

    @Test("bytes that nobody has asked for")
    func unsolicited() {
        var connection = HTTP1ClientConnection(limits: HTTP1Limits())
        let bytes = Array("HTTP/1.1 408 Request Timeout\r\n\r\n".utf8)
        #expect(throws: HTTP1Refusal.self) { try connection.readHead(bytes.span.bytes, fields: HTTP1FieldTable()) }
        let isReusable = connection.isReusable
        #expect(!isReusable)
    }
}
