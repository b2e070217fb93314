import HTTPTypes
import Martlet
import MartletHTTP
import Testing

@testable import MartletConsul

@Suite struct ConsulAnswerTests {
    private func failure(_ code: Int, _ text: String = "", type: String? = nil, token: String? = nil) -> Status? {
        var fields = HTTPFields()
        if let type { fields[.contentType] = type }
        return ConsulAnswer(IncomingResponse(status: .init(code: code), fields: fields, text: text))
            .failure(hiding: token)
    }

    @Test(arguments: [
        (400, Status.Code.invalidArgument), (401, .unauthenticated), (403, .permissionDenied), (404, .notFound),
        (413, .invalidArgument), (429, .unavailable), (500, .unavailable), (503, .unavailable), (301, .internal),
        (418, .internal), (100, .internal),
    ])
    func codes(status: Int, code: Status.Code) {
        #expect(failure(status)?.code == code)
        #expect(failure(status)?.message == "Consul's answer is HTTP status \(status)")
    }

    @Test func successIsNoFailure() {
        #expect(failure(200) == nil)
        #expect(failure(299) == nil)
        #expect(failure(300) != nil)
        #expect(failure(199) != nil)
    }

    @Test func whatConsulSaysIsPartOfTheMessage() {
        let text = "Permission denied: Missing service:write on web\n"
        let line = "Consul's answer is HTTP status 403: Permission denied: Missing service:write on web"
        #expect(failure(403, text)?.message == line)
        #expect(failure(403, text, type: "text/plain; charset=utf-8")?.message == line)
        #expect(failure(403, "<html>", type: "text/html")?.message == "Consul's answer is HTTP status 403")
    }

    @Test func messagesAreBoundedAndOnOneLineAndNameNoToken() throws {
        #expect(failure(500, "a\r\n\u{1B}b \u{0}c")?.message == "Consul's answer is HTTP status 500: a b c")
        let long = try #require(failure(500, String(repeating: "é", count: 100_000))?.message)
        #expect(long.count < 300)
        #expect(failure(403, "token=se-cret!", token: "se-cret")?.message.contains("se-cret") == false)
        #expect(failure(403, "x", token: "")?.message == "Consul's answer is HTTP status 403: x")
    }

    @Test func garbageIsInternalAndNotInTheMessage() {
        let answer = ConsulAnswer(IncomingResponse(status: .ok, text: #"[{"password": "x""#))
        let failure = #expect(throws: Status.self) { let _: [String] = try answer.decode(upTo: 1_000) }
        #expect(failure?.code == .internal)
        #expect(failure?.message == "Consul's answer makes no sense")
    }

    @Test func documentsAreBounded() throws {
        let text = "[" + String(repeating: "1,", count: 1_000) + "1]"
        let answer = ConsulAnswer(IncomingResponse(status: .ok, text: text))
        let numbers: [Int] = try answer.decode(upTo: 10_000)
        #expect(numbers.count == 1_001)
        #expect(throws: Status.self) { let _: [Int] = try answer.decode(upTo: 100) }
    }
}
