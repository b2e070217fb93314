import MartletHTTP1
import Testing

@Suite struct HeadLimitTests {
    private let request = "GET /abc HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n".bytes

    @Test func headBytes() {
        #expect(parseHead(request, limits: HTTP1Limits(headBytes: request.count)).head != nil)
        #expect(parseHead(request, limits: HTTP1Limits(headBytes: request.count - 1)) == .refused(.headTooLarge))
        #expect(parseHead(request + request, limits: HTTP1Limits(headBytes: request.count)).head != nil)
        #expect(parseHead(Array(request.dropLast()), limits: HTTP1Limits(headBytes: request.count)) == .incomplete)
        #expect(parseHead([], limits: HTTP1Limits(headBytes: 0)) == .refused(.headTooLarge))
    }

    @Test func headBytesFitTheSlices() {
        #expect(HTTP1Limits(headBytes: 1_000_000).headBytes == 65_535)
        #expect(HTTP1Limits(headBytes: -1).headBytes == 0)
        var limits = HTTP1Limits()
        limits.headBytes = 1 << 20
        limits.trailerBytes = 1 << 20
        #expect(limits.headBytes == 65_535)
        #expect(limits.trailerBytes == 65_535)
        let long = "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "y", count: 65_000))\r\nZ: z\r\n\r\n".bytes
        let head = parseHead(long, limits: limits).head
        #expect(head?.fields.last?.value == "z")
        #expect(head?.fields[1].value.utf8.count == 65_000)
    }

    @Test func targetBytes() {
        #expect(parseHead(request, limits: HTTP1Limits(targetBytes: 4)).head != nil)
        #expect(parseHead(request, limits: HTTP1Limits(targetBytes: 3)) == .refused(.targetTooLong))
        #expect(parseHead("GET /abcd".bytes, limits: HTTP1Limits(targetBytes: 4)) == .refused(.targetTooLong))
    }

    @Test func fieldCount() {
        #expect(parseHead(request, limits: HTTP1Limits(fieldCount: 2)).head != nil)
        #expect(parseHead(request, limits: HTTP1Limits(fieldCount: 1)) == .refused(.tooManyFields))
        #expect(parseHead(request, table: HTTP1FieldTable(capacity: 2)).head != nil)
        #expect(parseHead(request, table: HTTP1FieldTable(capacity: 1)) == .refused(.tooManyFields))
        #expect(parseHead(request, table: HTTP1FieldTable(capacity: 0)) == .refused(.tooManyFields))
    }

    @Test func bodyBytes() {
        let put = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n".bytes
        #expect(parseHead(put, limits: HTTP1Limits(bodyBytes: 5)).head != nil)
        #expect(parseHead(put, limits: HTTP1Limits(bodyBytes: 4)) == .refused(.bodyTooLarge))
        let endless = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775807\r\n\r\n".bytes
        #expect(parseHead(endless, limits: HTTP1Limits(bodyBytes: .max)) == .refused(.bodyTooLarge))
    }

    @Test func garbageIsFoundBeforeItsEnd() {
        let bytes = "GET / HTTP/1.1\r\nHost: a\r\nX: \u{0}\(String(repeating: "x", count: 200))".bytes
        #expect(parseHead(bytes, cuts: Array(0..<bytes.count)) == .refused(.invalidFieldValue))
    }
}
