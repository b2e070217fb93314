import HTTPTypes
import Martlet
import NIOCore
import Testing

@testable import MartletHTTP

@Suite("Messages of a server")
struct ServerMessageTests {
    @Test("a media type that cannot be sent becomes bytes")
    func mediaTypes() {
        #expect(MediaType("text/html").value == "text/html")
        #expect(MediaType("text/html\r\nX-Evil: 1") == .bytes)
        #expect(Set([MediaType.json, MediaType("application/json; charset=utf-8")]).count == 1)
    }

    @Test("a response of text, and an empty one again")
    func outgoingResponse() {
        var response = OutgoingResponse(status: .created, text: "hello")
        response.fields[.vary] = "Origin"
        response.stream = ResponseStream([ByteBuffer()])
        #expect(response.contentType == .text)
        #expect(String(buffer: response.body) == "hello")
        response.reset()
        #expect(response.status == .ok && response.fields.isEmpty && response.contentType == nil)
        #expect(response.body.readableBytes == 0 && response.stream == nil)
    }

    @Test("an error with a status of HTTP has the code that stands for it")
    func httpError() {
        let error = HTTPError(.unsupportedMediaType)
        #expect(error.status.code == .invalidArgument)
        #expect(error.status.message == "Unsupported Media Type")
        #expect(HTTPError(.conflict, "twice", fields: [.retryAfter: "1"]).httpFields[.retryAfter] == "1")
    }
}
