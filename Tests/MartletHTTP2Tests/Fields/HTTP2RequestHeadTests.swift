import Testing

@testable import MartletHTTP2

@Suite("Heads of requests in HTTP/2")
struct HTTP2RequestHeadTests {
    private func head(_ fields: [(String, String)]) throws -> (method: String, target: String, authority: String?)? {
        var decoder = HPACKDecoder(listByteLimit: 10_000)
        var section = HTTP2FieldSection(byteLimit: 10_000)
        let block = ClientBytes.block(fields)
        try decoder.decode(block.span, into: &section)
        guard let head = HTTP2RequestHead(section) else { return nil }
        let text = { (range: Range<Int>) in String(decoding: section.bytes[range], as: UTF8.self) }
        return (text(head.method), text(head.target), head.authority.map(text))
    }

    private static let start = [(":method", "GET"), (":scheme", "https"), (":path", "/")]

    @Test("what is taken")
    func taken() throws {
        let plain = try head(Self.start)
        #expect(plain?.method == "GET" && plain?.target == "/" && plain?.authority == nil)
        // In whatever order, even with the method last.
        let turned = try head(Self.start.reversed() + [("host", "h")])
        #expect(turned?.method == "GET" && turned?.authority == nil)
        #expect(try head(Self.start + [(":authority", "a"), ("host", "a"), ("te", "trailers")])?.authority == "a")
        let options = try head([(":method", "OPTIONS"), (":scheme", "http"), (":path", "*")])
        #expect(options?.target == "*")
        let tunnel = try head([(":method", "CONNECT"), (":authority", "a:1")])
        #expect(tunnel?.method == "CONNECT" && tunnel?.target == "a:1")
    }

    @Test("what breaks the rules")
    func malformed() throws {
        for fields in [
            [], [(":method", "GET")], Self.start + [(":path", "/")],
            Self.start + [(":authority", "a"), (":authority", "a")],
            Self.start + [("x", "y"), (":authority", "a")], Self.start + [(":authority", "a"), ("host", "b")],
            Self.start + [(":authority", "a"), ("host", "a"), ("host", "a")], Self.start + [("te", "gzip")],
            Self.start + [("connection", "x")], Self.start + [("A", "b")], Self.start + [("a", "b ")],
            Self.start + [(":authority", "a b")], [(":method", "CONNECT"), (":authority", "a:1"), (":path", "/")],
            [(":method", "CONNECT")], [(":method", "GET"), (":scheme", "http"), (":path", "a")],
        ] {
            #expect(try head(fields) == nil, "\(fields)")
        }
    }
}
