import MartletHTTP1
import Testing

@Suite struct ResponseHeadTests {
    private let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

    @Test func headAndBodyInOneGo() throws {
        var fields = HTTP1FieldBlock()
        try fields.append(name: "Content-Type", value: "application/json")
        let text = response(HTTP1ResponseHead(status: 200, framing: .length(2)), fields: fields, body: "{}")
        #expect(
            text == "HTTP/1.1 200 OK\r\n\(date)Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
        )
    }

    @Test func connectionOptions() {
        let close = HTTP1ResponseHead(status: 404, framing: .length(0), connection: .close)
        #expect(response(close) == "HTTP/1.1 404 Not Found\r\n\(date)Content-Length: 0\r\nConnection: close\r\n\r\n")
        let keep = HTTP1ResponseHead(status: 200, framing: .length(0), connection: .keepAlive)
        #expect(response(keep) == "HTTP/1.1 200 OK\r\n\(date)Content-Length: 0\r\nConnection: keep-alive\r\n\r\n")
    }

    @Test func framings() {
        let chunked = HTTP1ResponseHead(status: 200, framing: .chunked)
        #expect(response(chunked) == "HTTP/1.1 200 OK\r\n\(date)Transfer-Encoding: chunked\r\n\r\n")
        let open = HTTP1ResponseHead(status: 200, framing: .untilClose, connection: .close)
        #expect(response(open) == "HTTP/1.1 200 OK\r\n\(date)Connection: close\r\n\r\n")
    }

    @Test(arguments: [100, 103, 204] as [UInt16])
    func statusesWithoutFraming(status: UInt16) {
        for framing in [HTTP1ResponseFraming.length(2), .chunked] {
            let text = response(HTTP1ResponseHead(status: status, framing: framing), body: "{}")
            #expect(text.hasSuffix("GMT\r\n\r\n"))
        }
    }

    @Test func statusesWithoutBody() {
        let notModified = response(HTTP1ResponseHead(status: 304, framing: .length(2)), body: "{}")
        #expect(notModified.hasSuffix("Content-Length: 2\r\n\r\n"))
        #expect(response(HTTP1ResponseHead(status: 304, framing: .chunked)).hasSuffix("GMT\r\n\r\n"))
        for framing in [HTTP1ResponseFraming.length(2), .chunked] {
            let reset = response(HTTP1ResponseHead(status: 205, framing: framing), body: "{}")
            #expect(reset.hasSuffix("Content-Length: 0\r\n\r\n"))
        }
    }

    @Test func answerToHead() {
        let length = HTTP1ResponseHead(status: 200, framing: .length(2), answersHead: true)
        #expect(response(length, body: "{}").hasSuffix("Content-Length: 2\r\n\r\n"))
        let chunked = HTTP1ResponseHead(status: 200, framing: .chunked, answersHead: true)
        #expect(response(chunked, body: "{}").hasSuffix("Transfer-Encoding: chunked\r\n\r\n"))
    }

    @Test func statusLines() {
        #expect(
            response(HTTP1ResponseHead(status: 431, framing: .length(0)))
                .hasPrefix("HTTP/1.1 431 Request Header Fields Too Large\r\n")
        )
        #expect(response(HTTP1ResponseHead(status: 299, framing: .length(0))).hasPrefix("HTTP/1.1 299 \r\n"))
        for status in UInt16.min...UInt16.max {
            #expect(HTTP1StatusLine.reasonPhrase(of: status).utf8CodeUnitCount <= 40)
        }
    }

    @Test func everyRefusalHasAStatusWithAReason() {
        for refusal in HTTP1Refusal.allCases {
            #expect((400..<600).contains(refusal.status))
            #expect(HTTP1StatusLine.reasonPhrase(of: refusal.status).utf8CodeUnitCount > 0)
        }
    }

    /// The reservation must be enough for the longest of everything.
    @Test func reservationIsAnUpperBound() {
        let head = HTTP1ResponseHead(status: .max, framing: .length(.max), connection: .keepAlive)
        #expect(response(head).utf8.count <= head.reservation(for: HTTP1FieldBlock()))
        let long = HTTP1ResponseHead(status: 431, framing: .length(.max), connection: .keepAlive)
        #expect(response(long).utf8.count <= long.reservation(for: HTTP1FieldBlock()))
    }
}
