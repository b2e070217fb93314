import MartletHTTP1
import Testing

@Suite struct ReadingTests {
    private let put = "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n"
    private let chunked = "PUT /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    private let expecting = "PUT /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"

    @Test func requestWithoutBody() {
        var client = Client()
        client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(client.readRequest() == "request /a ")
        #expect(client.input.isEmpty)
    }

    @Test func wholeBody() {
        var client = Client()
        client.send(put + "helloGET")
        #expect(client.readRequest() == "request /a hello")
        #expect(client.input == "GET".bytes)
    }

    @Test func wholeBodyByteByByte() {
        var client = Client()
        var outcomes: [String] = []
        for character in (put + "hello").unicodeScalars {
            client.send(String(character))
            outcomes.append(client.readRequest())
        }
        #expect(outcomes.last == "request /a hello")
        #expect(outcomes.dropLast().allSatisfy { $0 == "incomplete" })
    }

    @Test func headThenWholeBody() {
        var client = Client()
        client.send(put + "hel")
        #expect(client.readHeadThenTakeWholeBody() == "incomplete")
        client.send("lo")
        #expect(client.readHeadThenTakeWholeBody() == "request /a hello")
    }

    @Test func streamedBody() {
        var client = Client()
        client.send(put + "hel")
        #expect(client.readHead() == "head /a")
        #expect(client.readHead() == "busy")
        #expect(client.readBody() == "data hel")
        #expect(client.readBody() == "incomplete")
        client.send("loX")
        #expect(client.readBody() == "data lo")
        #expect(client.readBody() == "end 0")
        #expect(client.readBody() == "busy")
        #expect(client.input == "X".bytes)
    }

    @Test func chunkedBodyIsNeverWhole() {
        var client = Client()
        client.send(chunked + "2\r\nhe\r\n3\r\nllo\r\n0\r\nA: b\r\n\r\n")
        #expect(client.readRequest() == "head /a")
        #expect(client.readBody() == "data he")
        #expect(client.readBody() == "data llo")
        #expect(client.readBody() == "end 1")
        #expect(client.input.isEmpty)
    }

    @Test func pipelinedRequestsAreTakenOneAtATime() {
        var client = Client()
        client.send(put + "hello" + "GET /b HTTP/1.1\r\nHost: h\r\n\r\n" + "GET /c HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(client.readRequest() == "request /a hello")
        #expect(client.readRequest() == "busy")
        #expect(client.respond().after == .next)
        #expect(client.readRequest() == "request /b ")
        #expect(client.readRequest() == "busy")
        #expect(client.respond().after == .next)
        #expect(client.readRequest() == "request /c ")
        #expect(client.respond().after == .next)
        #expect(client.readRequest() == "incomplete")
    }

    @Test func continueIsSaidOnce() {
        var client = Client()
        client.send(expecting)
        #expect(client.readRequest() == "continue")
        #expect(client.readRequest() == "incomplete")
        client.send("he")
        #expect(client.readRequest() == "incomplete")
        client.send("llo")
        #expect(client.readRequest() == "request /a hello")
        #expect(client.respond().after == .next)
        client.send(expecting)
        #expect(client.readRequest() == "continue")
    }

    @Test func continueIsNotSaidOnceTheBodyComes() {
        var client = Client()
        client.send(expecting + "h")
        #expect(client.readRequest() == "incomplete")
        var whole = Client()
        whole.send(expecting + "hello")
        #expect(whole.readRequest() == "request /a hello")
    }

    @Test func continueOfAStreamedBody() {
        var client = Client()
        client.send(expecting)
        #expect(client.readHead() == "head /a")
        #expect(client.readBody() == "continue")
        #expect(client.readBody() == "incomplete")
        client.send("hello")
        #expect(client.readBody() == "data hello")
        #expect(client.readBody() == "end 0")
    }

    @Test func continueOfAChunkedBody() {
        let head = "PUT /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"
        var client = Client()
        client.send(head)
        #expect(client.readRequest() == "head /a")
        #expect(client.readBody() == "continue")
        var begun = Client()
        begun.send(head + "1")
        #expect(begun.readRequest() == "head /a")
        #expect(begun.readBody() == "incomplete")
    }

    @Test func continueIsNotSaidToHTTP10() {
        var client = Client()
        client.send("PUT /a HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
        #expect(client.readRequest() == "incomplete")
    }

    @Test func continueIsNotSaidAfterTheResponse() {
        var client = Client()
        client.send(expecting)
        #expect(client.readHead() == "head /a")
        let head = client.connection.respond(status: 403, framing: .length(0))
        #expect(head.connection == .close)
        #expect(client.readBody() == "incomplete")
        #expect(client.connection.finishResponse() == .close(lingers: true))
    }
}
