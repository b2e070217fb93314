import MartletHTTP1
import Testing

@Suite struct HeadContentTests {
    private func head(_ text: String) throws -> ParsedHead {
        try #require(parseHead(text.bytes).head)
    }

    @Test func partsOfAnOriginForm() throws {
        let head = try head("\r\nPUT /a%20b?c=d?e HTTP/1.1\r\nHost: example.test:80\r\nX-Y: \t z \t\r\nEmpty:\r\n\r\n")
        #expect(head.method == "PUT")
        #expect(head.target == "/a%20b?c=d?e")
        #expect(head.path == "/a%20b")
        #expect(head.query == "c=d?e")
        #expect(head.authority == "example.test:80")
        #expect(head.fields.map(\.name) == ["Host", "X-Y", "Empty"])
        #expect(head.fields.map(\.value) == ["example.test:80", "z", ""])
        #expect(head.contentLength == nil)
        #expect(head.isHTTP11)
    }

    @Test(arguments: [
        ("GET", HTTP1Method.get), ("HEAD", .head), ("POST", .post), ("PUT", .put), ("DELETE", .delete),
        ("PATCH", .patch), ("OPTIONS", .options), ("TRACE", .trace), ("get", .other), ("GETS", .other),
        ("PROPFIND", .other), ("OPTIONSX", .other), ("X", .other),
    ])
    func methods(name: String, method: HTTP1Method) throws {
        var parser = HTTP1HeadParser()
        var head = HTTP1RequestHead()
        let bytes = "\(name) / HTTP/1.1\r\nHost: a\r\n\r\n".bytes
        let isComplete = try parser.parse(
            bytes.span.bytes,
            limits: HTTP1Limits(),
            into: &head,
            fields: HTTP1FieldTable()
        )
        #expect(isComplete)
        #expect(head.method == method)
        #expect(Int(head.methodName.count) == name.utf8.count)
    }

    @Test(
        arguments: [
            ("GET /a HTTP/1.1", "/a", nil, "h"),
            ("GET /a? HTTP/1.1", "/a", "", "h"),
            ("GET http://b:8/c?d HTTP/1.1", "/c", "d", "b:8"),
            ("GET http://b?d/e HTTP/1.1", "", "d/e", "b"),
            ("GET HTTPS://b HTTP/1.1", "", nil, "b"),
            ("OPTIONS * HTTP/1.1", "*", nil, "h"),
            ("CONNECT b:443 HTTP/1.1", "", nil, "b:443"),
        ] as [(String, String, String?, String)]
    )
    func targets(line: String, path: String, query: String?, authority: String) throws {
        let head = try head("\(line)\r\nHost: h\r\n\r\n")
        #expect(head.path == path)
        #expect(head.query == query)
        #expect(head.authority == authority)
    }

    @Test(arguments: [
        ("1.1", "", true),
        ("1.1", "Connection: close\r\n", false),
        ("1.1", "Connection: CLOSE\r\n", false),
        ("1.1", "Connection: keep-alive\r\n", true),
        ("1.1", "Connection: x, close ,y\r\n", false),
        ("1.1", "Connection: x\r\nConnection: close\r\n", false),
        ("1.1", "Connection: ,, ,close\r\n", false),
        ("1.1", "Connection: closed\r\n", true),
        ("1.1", "Connection: \"close\"\r\n", true),
        ("1.1", "Connection:\r\n", true),
        ("1.2", "", true),
        ("1.0", "", false),
        ("1.0", "Connection: Keep-Alive\r\n", true),
        ("1.0", "Connection: keep-alive, close\r\n", false),
        ("1.0", "Connection: close, keep-alive\r\n", false),
    ])
    func keepAlive(version: String, fields: String, expected: Bool) throws {
        #expect(try head("GET / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n").keepsAlive == expected)
    }

    @Test func continuation() throws {
        let length = "Content-Length: 5\r\n"
        #expect(try head("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\n\(length)\r\n").expectsContinue)
        #expect(try !head("PUT / HTTP/1.1\r\nHost: a\r\n\(length)\r\n").expectsContinue)
        #expect(try !head("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n").expectsContinue)
        #expect(try !head("PUT / HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\n\(length)\r\n").expectsContinue)
    }

    @Test func lengths() throws {
        #expect(try head("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0042\r\n\r\n").contentLength == 42)
        let chunked = try head("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n")
        #expect(chunked.isChunked)
        #expect(chunked.contentLength == nil)
    }
}
