import MartletHTTP1
import Testing

@Suite struct RespondingTests {
    private func client(after request: String, limits: HTTP1Limits = HTTP1Limits()) -> Client {
        var client = Client(limits: limits)
        client.send(request)
        _ = client.readRequest()
        return client
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: h\r\n\r\n", HTTP1ConnectionOption.unmentioned, HTTP1AfterResponse.next),
        ("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", .close, .close(lingers: false)),
        ("GET / HTTP/1.0\r\n\r\n", .close, .close(lingers: false)),
        ("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", .keepAlive, .next),
        ("CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n", .close, .close(lingers: false)),
    ])
    func keepAlive(request: String, option: HTTP1ConnectionOption, after: HTTP1AfterResponse) {
        var client = client(after: request)
        let response = client.respond()
        #expect(response.option == option)
        #expect(response.after == after)
        if case .close = after {
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(client.readRequest() == "busy")
        }
    }

    @Test func refusedInputGetsOneAnswerAndTheEnd() {
        var client = client(after: "GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(client.readRequest() == "busy")
        let response = client.respond(400)
        #expect(response.option == .close)
        #expect(response.after == .close(lingers: true))
        #expect(client.readRequest() == "busy")
    }

    @Test func refusedHeadOfHEADGetsNoBody() {
        var client = client(after: "HEAD / HTTP/1.1\r\n\r\n")
        #expect(client.connection.respond(status: 400, framing: .length(2)).forbidsBody)
        var crlf = self.client(after: "\r\nHEAD / HTTP/1.1\r\nHost: a b\r\n\r\n")
        #expect(crlf.connection.respond(status: 400, framing: .length(2)).forbidsBody)
    }

    @Test func refusedInputForgetsTheRequestBefore() {
        var client = client(after: "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(client.connection.respond(status: 200, framing: .length(2)).forbidsBody)
        #expect(client.connection.finishResponse() == .next)
        client.send("GET\r\n")
        #expect(client.readRequest() == "refused invalidLineEnding")
        #expect(!client.connection.respond(status: 400, framing: .length(2)).forbidsBody)
    }

    @Test func refusedBody() {
        let request = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        var client = client(after: request + "x")
        #expect(client.readBody() == "refused invalidChunkSize")
        #expect(!client.connection.hasResponseBegun)
        let response = client.respond(400)
        #expect(response.option == .close)
        #expect(response.after == .close(lingers: true))
    }

    @Test func refusedBodyAfterTheResponseBegan() {
        let request = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        var client = client(after: request)
        #expect(client.connection.respond(status: 200, framing: .chunked).connection == .unmentioned)
        client.send("x")
        #expect(client.readBody() == "refused invalidChunkSize")
        #expect(client.connection.hasResponseBegun)
        #expect(client.connection.finishResponse() == .close(lingers: true))
    }

    @Test func chunksBecomeTheEndOfTheConnectionForHTTP10() {
        var client = client(after: "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        let head = client.connection.respond(status: 200, framing: .chunked)
        #expect(head.framing == .untilClose)
        #expect(head.connection == .close)
        #expect(client.connection.finishResponse() == .close(lingers: false))
    }

    @Test func bodyUntilCloseEndsTheConnection() {
        var client = client(after: "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(client.respond(200, .untilClose).after == .close(lingers: false))
    }

    @Test func unreadBodyIsDiscarded() {
        var client = Client(limits: HTTP1Limits(discardedBodyBytes: 5))
        client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhe")
        #expect(client.readHead() == "head /")
        let response = client.respond(404)
        #expect(response.option == .unmentioned)
        #expect(response.after == .discardBody)
        #expect(client.readHead() == "busy")
        #expect(client.discardBody() == nil)
        client.send("lloGET /b HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(client.discardBody() == .next)
        #expect(client.readHead() == "request /b ")
    }

    @Test func tooMuchUnreadBodyEndsTheConnection() {
        var client = Client(limits: HTTP1Limits(discardedBodyBytes: 4))
        client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhe")
        #expect(client.readHead() == "head /")
        let response = client.respond(404)
        #expect(response.option == .close)
        #expect(response.after == .close(lingers: true))
    }

    @Test func tooMuchUnreadChunkedBodyEndsTheConnection() {
        var client = Client(limits: HTTP1Limits(discardedBodyBytes: 20))
        client.send("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
        #expect(client.readHead() == "head /")
        #expect(client.respond(404).after == .discardBody)
        client.send("5\r\nhello\r\n")
        #expect(client.discardBody() == nil)
        client.send("5\r\nhello\r\n1")
        #expect(client.discardBody() == .close(lingers: true))
        #expect(client.discardBody() == .close(lingers: true))
    }

    @Test func badUnreadChunkedBodyEndsTheConnection() {
        var client = Client()
        client.send("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nx")
        #expect(client.readHead() == "head /")
        #expect(client.respond(404).after == .discardBody)
        #expect(client.discardBody() == .close(lingers: true))
    }
}
