import HTTPTypes
import Martlet
import NIOCore
import Testing

@testable import MartletHTTP

@Suite("Answers that are failures")
struct ResponseFailureTests {
    private func call(_ response: IncomingResponse) async -> Status? {
        let endpoint: Endpoint<Empty, Empty> = HTTPCaller(StubTransport(response)).endpoint("a", .get, "/")
        return await status { _ = try await endpoint(Empty()) }
    }

    private func answer(_ code: Int, _ type: String? = nil, _ text: String = "") -> IncomingResponse {
        var fields = HTTPFields()
        fields[.contentType] = type
        return IncomingResponse(status: .init(code: code), fields: fields, text: text)
    }

    @Test("a status survives the wire, with its message byte for byte and its details", arguments: Status.Code.all)
    func roundTrip(code: Status.Code) async throws {
        let message =
            "no \"profile\"\n\thas\u{0} the id 7 — ä😀 \\ </script>\u{2028}" + String(repeating: "x", count: 500)
        let sent = Status(code, message, details: [.init(type: "google.rpc.BadRequest", value: [0, 1, 254, 255])])
        var body = ByteBuffer()
        try JSONBodyCodec().encode(StatusBody(sent), into: &body)
        let fields: HTTPFields = [.contentType: "application/json; charset=utf-8", .retryAfter: "3"]
        let received = try #require(
            await call(IncomingResponse(status: code.httpStatus, fields: fields, body: body))
        )
        #expect(received.code == code)
        #expect(Array(received.message.utf8) == Array(message.utf8))
        #expect(received.details == sent.details)
        #expect(received.retry == .after(.seconds(3)))
    }

    @Test(
        "without a named code the status of HTTP decides",
        arguments: [
            (400, Status.Code.invalidArgument), (401, .unauthenticated), (403, .permissionDenied), (404, .notFound),
            (409, .aborted), (413, .resourceExhausted), (418, .unknown), (429, .resourceExhausted), (499, .cancelled),
            (500, .unknown), (501, .unimplemented), (502, .unavailable), (503, .unavailable), (504, .deadlineExceeded),
            (302, .unknown), (304, .unknown),
        ]
    )
    func fromHTTPStatus(code: Int, expected: Status.Code) async {
        #expect(await call(answer(code))?.code == expected)
        #expect(await call(answer(code, "application/json", #"{"error":"x","code":"teapot"}"#))?.code == expected)
        #expect(await call(answer(code, "application/json", "[1"))?.code == expected)
    }

    @Test("every 2xx is a success", arguments: [200, 201, 202, 204, 206, 299])
    func successes(code: Int) async {
        #expect(await call(answer(code)) == nil)
    }

    @Test(
        "the message is the text of the body, if it is meant to be read, or else the reason",
        arguments: [
            ("text/plain; charset=utf-8", "oh no\n", "oh no"),
            (nil, "  a\r\n\tb\u{1b}[31m ", "a b [31m"),
            ("application/json", #"{"err":"dang"}"#, #"{"err":"dang"}"#),
            ("text/html", "<html>", "Not Found"),
            ("application/octet-stream", "\u{1}\u{2}", "Not Found"),
            ("text/plain", "", "Not Found"),
            ("text/plain", "\u{202e}\u{200b}", "Not Found"),
        ]
    )
    func message(type: String?, text: String, message: String) async {
        #expect(await call(answer(404, type, text))?.message == message)
    }

    @Test("the message is bounded")
    func longMessage() async {
        #expect(await call(answer(500, nil, String(repeating: "ä", count: 100_000)))?.message.count == 200)
        let combining = "a" + String(repeating: "\u{301}", count: 100_000)
        #expect(await call(answer(500, nil, combining))?.message.utf8.count ?? .max < 4_000)
    }

    @Test("a status without a reason still says something")
    func noReason() async {
        let known = IncomingResponse(status: .init(code: 503, reasonPhrase: ""))
        #expect(await call(known)?.message == "Service Unavailable")
        let strange = IncomingResponse(status: .init(code: 599, reasonPhrase: ""))
        #expect(await call(strange)?.message.isEmpty == false)
    }

    @Test("the exact status and fields are kept for this side")
    func underlying() async throws {
        var response = answer(418)
        response.fields[.xFoo] = "1"
        let error = try #require(await call(response)?.underlying as? FailedAnswer)
        #expect(error.status.code == 418 && error.fields[.xFoo] == "1")
        // Or they would be sent on to the caller of whoever passes the status on.
        #expect(!(error is any HTTPFieldsProviding) && !(error is any HTTPStatusProviding))
    }

    @Test("as in Go kit, the decoder gets answers of every status when it is told to")
    func decodingFailures() async throws {
        let http = HTTPCaller(StubTransport(answer(418, nil, "teapot"))).decodingFailures()
        let endpoint: Endpoint<Empty, String> =
            http.endpoint("a", .get, "/", decode: { "\($0.status.code) \($0.text)" })
        #expect(try await endpoint(Empty()) == "418 teapot")
    }

    @Test("a failure of a streamed answer is read up to a bound, and the rest is closed")
    func streamedFailure() async throws {
        let ended = Recorder<String>()
        let transport = StubTransport { _ in
            let stream = pieces(
                [#"{"error":"no","#, #""code":"not_found"}"#] + Array(repeating: "        ", count: 20_000)
            )
            stream.onEnd { ended.record("\($0)") }
            return IncomingResponse(status: .notFound, stream: stream)
        }
        let endpoint: Endpoint<Empty, ResponseStream<ByteBuffer>> =
            HTTPCaller(transport).endpoint("a", .get, "/", decode: .stream)
        let error = await status { _ = try await endpoint(Empty()) }
        #expect(error?.code == .notFound && error?.message == "no")
        #expect(ended.elements == ["cancelled"])
    }
}
