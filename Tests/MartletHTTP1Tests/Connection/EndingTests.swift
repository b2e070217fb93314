import MartletHTTP1
import Testing

@Suite struct EndingTests {
    private let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

    @Test func clientGoesBetweenRequests() {
        var client = Client()
        #expect(client.connection.isIdle)
        #expect(client.connection.endInput() == true)
    }

    @Test func clientGoesWithinARequest() {
        var client = Client()
        client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhe")
        #expect(client.readHead() == "head /")
        #expect(!client.connection.isIdle)
        #expect(client.connection.endInput() == true)
    }

    @Test func clientThatClosedItsSideGetsItsAnswer() {
        var client = Client()
        client.send(get)
        #expect(client.readRequest() == "request / ")
        #expect(client.connection.endInput() == false)
        let response = client.respond()
        #expect(response.option == .close)
        #expect(response.after == .close(lingers: false))
    }

    @Test func refusedClientThatClosedItsSideGetsItsAnswer() {
        var client = Client()
        client.send("GET\r\n")
        #expect(client.readRequest() == "refused invalidLineEnding")
        #expect(client.connection.endInput() == false)
        #expect(client.respond(400).after == .close(lingers: false))
    }

    @Test func refusedClientMayGoAfterItsAnswer() {
        var client = Client()
        client.send("GET\r\n")
        #expect(client.readRequest() == "refused invalidLineEnding")
        #expect(client.respond(400).after == .close(lingers: true))
        #expect(client.connection.endInput() == true)
    }

    @Test func shutDownWhileIdle() {
        var client = Client()
        #expect(client.connection.shutDown() == true)
    }

    @Test func shutDownWhileResponding() {
        var client = Client()
        client.send(get)
        #expect(client.readRequest() == "request / ")
        #expect(client.connection.shutDown() == false)
        let response = client.respond()
        #expect(response.option == .close)
        #expect(response.after == .close(lingers: false))
    }

    @Test func shutDownBeforeTheHeadIsComplete() {
        var client = Client()
        client.send("GET / HTTP/1.1\r\nHo")
        #expect(client.readRequest() == "incomplete")
        _ = client.connection.shutDown()
        client.send("st: h\r\n\r\n")
        #expect(client.readRequest() == "request / ")
        #expect(client.respond().option == .close)
    }
}
