import MartletHTTP1
import Testing

@Suite struct HeadViewTests {
    private static let text = """
        GET /a?b HTTP/1.1\r\nHost: a\r\nAccept: x\r\nX-Trace: 1\r\naccept: y\r\nX-Obs: \u{e9}\r\nA^: 1\r\nEmpty:\r\n\r\n
        """

    private func withView<Result>(_ body: (HTTP1HeadView) throws -> Result) throws -> Result {
        var parser = HTTP1HeadParser()
        var head = HTTP1RequestHead()
        let table = HTTP1FieldTable()
        let bytes = Self.text.bytes
        return try bytes.withUnsafeBytes { bytes in
            let isComplete = try parser.parse(bytes.bytes, limits: HTTP1Limits(), into: &head, fields: table)
            #expect(isComplete)
            return try body(HTTP1HeadView(head, bytes: bytes, table: table))
        }
    }

    private func check(_ view: HTTP1HeadView) {
        #expect(view["accept"] == "x")
        #expect(view["ACCEPT"] == "x")
        #expect(view["Empty"] == "")
        #expect(view["missing"] == nil)
        #expect(view["a~"] == nil)
        #expect(view["a^"] == "1")
        #expect(view["x-obs"] == "é")
        #expect(view.count(of: "Accept") == 2)
        #expect(view.count(of: "host") == 1)
        #expect(view.count(of: "nothing") == 0)
        #expect(view.value(of: "X-Trace")?.count == 1)
        #expect(String(decoding: view.path, as: UTF8.self) == "/a")
        #expect(view.query.map { String(decoding: $0, as: UTF8.self) } == "b")
        var names: [String] = []
        view.forEachField { name, _ in names.append(String(decoding: name, as: UTF8.self)) }
        #expect(names == ["Host", "Accept", "X-Trace", "accept", "X-Obs", "A^", "Empty"])
    }

    @Test func looksFieldsUp() throws {
        try withView(check)
    }

    @Test func ownedHeadOutlivesTheBuffer() throws {
        let owned = try withView(HTTP1OwnedHead.init(copying:))
        owned.withView(check)
        #expect(owned.head.fieldCount == 7)
    }
}
