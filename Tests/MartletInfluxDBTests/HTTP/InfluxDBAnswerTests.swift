import HTTPTypes
import MartletHTTP
import Testing

@testable import MartletInfluxDB

@Suite struct InfluxDBAnswerTests {
    private func answer(_ code: Int, _ text: String = "", retryAfter: String? = nil) -> InfluxDBAnswer {
        var fields = HTTPFields()
        if let retryAfter { fields[.retryAfter] = retryAfter }
        return InfluxDBAnswer(IncomingResponse(status: .init(code: code), fields: fields, text: text))
    }

    @Test func successIsWritten() {
        #expect(answer(204) == .written)
        #expect(answer(200) == .written)
    }

    @Test func whatMaySucceedLater() {
        #expect(answer(503, "busy") == .unavailable(message: "HTTP status 503: busy", retryAfter: nil))
        #expect(answer(500, "x") == .unavailable(message: "HTTP status 500: x", retryAfter: nil))
        #expect(answer(429, "", retryAfter: "7") == .unavailable(message: "HTTP status 429: ", retryAfter: .seconds(7)))
        #expect(
            answer(503, "", retryAfter: "4000000000")
                == .unavailable(message: "HTTP status 503: ", retryAfter: .seconds(86_400))
        )
        #expect(answer(503, "", retryAfter: "-1") == .unavailable(message: "HTTP status 503: ", retryAfter: nil))
        #expect(answer(503, "", retryAfter: "soon") == .unavailable(message: "HTTP status 503: ", retryAfter: nil))
    }

    @Test(arguments: [400, 401, 403, 404, 413, 422, 302])
    func whatNeverWillSucceed(code: Int) {
        #expect(answer(code, "no") == .rejected(message: "HTTP status \(code): no"))
    }

    @Test func partialWrites() {
        let text = #"{"error":"partial write: field type conflict: input field \"value\" is type integer dropped=3"}"#
        #expect(answer(400, text) == .partlyWritten(dropped: 3, message: "HTTP status 400: \(text)"))
        #expect(
            answer(422, "partial write error")
                == .partlyWritten(dropped: 1, message: "HTTP status 422: partial write error")
        )
        #expect(
            answer(400, "partial write dropped=")
                == .partlyWritten(dropped: 1, message: "HTTP status 400: partial write dropped=")
        )
        #expect(
            answer(400, "partial write dropped=99999999999999999999 x")
                == .partlyWritten(dropped: 1, message: "HTTP status 400: partial write dropped=99999999999999999999 x")
        )
    }

    @Test func messagesAreBoundedAndOnOneLine() {
        guard case .rejected(let message) = answer(400, "a\nb\u{1B}" + String(repeating: "é", count: 100_000)) else {
            Issue.record("not rejected")
            return
        }
        #expect(message.hasPrefix("HTTP status 400: a b "))
        #expect(message.unicodeScalars.count == 17 + 300)
    }
}
