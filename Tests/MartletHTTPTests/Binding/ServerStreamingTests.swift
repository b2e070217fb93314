import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

/// Keeps the streams of its endpoint in sight until they have ended.
private struct EndLog: Middleware {
    let log: Recorder<String>

    func intercept<Next: Callee>(_ request: Next.Request, next: Next) async throws -> Next.Response {
        let response = try await next(request)
        next.stream(in: response)?.onEnd { log.record("\($0)") }
        return response
    }
}

@Suite("Streamed responses", .timeLimit(.minutes(1)))
struct ServerStreamingTests {
    private struct Event: Encodable, Sendable {
        var n: Int
    }

    private static let events = [Event(n: 1), Event(n: 22), Event(n: 333)]

    private func endpoint(
        failing: Bool = false,
        log: Recorder<String> = Recorder()
    ) -> Endpoint<Empty, ResponseStream<Event>> {
        Endpoint("events") { (_: Empty) in
            let (stream, continuation) = AsyncThrowingStream.makeStream(of: Event.self)
            for event in Self.events { continuation.yield(event) }
            continuation.finish(throwing: failing ? Dang() : nil)
            return ResponseStream(stream)
        }
        .with(EndLog(log: log))
    }

    private func routes(_ endpoint: Endpoint<Empty, ResponseStream<Event>>) -> HTTPRoutes {
        HTTPRoutes {
            Route(.get, "/events", streaming: endpoint)
            Route(.get, "/lines", streaming: endpoint, as: .jsonLines)
            Route(.get, "/next", to: Endpoint<Empty, Empty>.nop())
        }
    }

    private static let eventText = "data: {\"n\":1}\n\ndata: {\"n\":22}\n\ndata: {\"n\":333}\n\n"

    @Test("server-sent events in chunks, byte for byte, and the connection goes on")
    func serverSentEvents() async throws {
        let log = Recorder<String>()
        try await withServer(routes(endpoint(log: log))) { server in
            try await server.withConnection { client in
                try await client.send(request("GET", "/events") + request("GET", "/next"))
                let response = try await client.response()
                #expect(response.values("content-type") == ["text/event-stream"])
                #expect(response.values("cache-control") == ["no-store"])
                #expect(response.values("transfer-encoding") == ["chunked"])
                #expect(response.values("content-length") == [])
                #expect(response.body == Self.eventText)
                #expect(
                    response.rawBody
                        == "f\r\ndata: {\"n\":1}\n\n\r\n10\r\ndata: {\"n\":22}\n\n\r\n11\r\ndata: {\"n\":333}\n\n\r\n0\r\n\r\n"
                )
                #expect(try await client.response().body == "{}")
            }
        }
        #expect(log.elements == ["finished"])
    }

    @Test("JSON lines")
    func jsonLines() async throws {
        try await withServer(routes(endpoint())) { server async throws in
            let response = try await server.send(request("GET", "/lines"))
            #expect(response.values("content-type") == ["application/jsonl"])
            #expect(response.body == "{\"n\":1}\n{\"n\":22}\n{\"n\":333}\n")
        }
    }

    @Test("HEAD of a stream: the head, and the stream is never read")
    func head() async throws {
        let log = Recorder<String>()
        try await withServer(routes(endpoint(log: log))) { server in
            try await server.withConnection { client in
                try await client.send(request("HEAD", "/events") + request("GET", "/next"))
                #expect(try await client.response(toHEAD: true).values("content-type") == ["text/event-stream"])
                #expect(try await client.response().body == "{}")
            }
        }
        #expect(log.elements == ["cancelled"])
    }

    @Test("an HTTP/1.0 client gets no chunks, and the end of the connection is that of the stream")
    func http10() async throws {
        try await withServer(routes(endpoint())) { server in
            try await server.withConnection { client in
                try await client.send("GET /events HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                let response = try await client.response()
                #expect(response.values("transfer-encoding") == [] && response.values("connection") == ["close"])
                #expect(response.body == Self.eventText)
                #expect(try await client.wasReset() == false)
            }
        }
    }

    @Test("an error in the middle: what was there arrives, the last chunk does not, and the handler is told")
    func failingStream() async throws {
        let log = Recorder<String>()
        let ends = Recorder<String>()
        struct Handler: ErrorHandler {
            let log: Recorder<String>
            func handle(_ error: any Error, endpoint: String, context: RequestContext) {
                log.record("\(type(of: error))")
            }
        }
        let table = routes(endpoint(failing: true, log: ends)).errorHandler(Handler(log: log))
            .finalizer {
                log.record("\($0.status.code) \($0.responseByteCount) \($0.error.map { "\(type(of: $0))" } ?? "-")")
            }
        try await withServer(table) { server in
            try await server.withConnection { client in
                try await client.send(request("GET", "/events"))
                let text = try await client.textUntilClose()
                #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(text.hasSuffix("data: {\"n\":333}\n\n\r\n"))
                #expect(try await client.wasReset() == false)
            }
            // Without chunks the end says that all is well; a reset does not.
            try await server.withConnection { client in
                try await client.send("GET /events HTTP/1.0\r\n\r\n")
                _ = try await client.textUntilClose()
                #expect(try await client.wasReset())
            }
        }
        #expect(log.elements == ["Dang", "200 48 Dang", "Dang", "200 48 Dang"])
        #expect(ends.elements.count == 2 && ends.elements.allSatisfy { $0.contains("Dang") })
    }

    @Test("an error before the first element is a broken stream; one of the endpoint is an ordinary answer")
    func errorOfEndpoint() async throws {
        let refusing = Endpoint("events") { (_: Empty) -> ResponseStream<Event> in throw Status(.notFound, "no events")
        }
        try await withServer(routes(refusing)) { server async throws in
            let response = try await server.send(request("GET", "/events"))
            #expect(response.status == 404)
            #expect(response.values("cache-control") == [])
            #expect(response.body == #"{"error":"no events","code":"not_found"}"#)
        }
    }

    @Test("a body before the stream, empty pieces, and elements of several lines")
    func pieces() async throws {
        let routes = HTTPRoutes {
            Route(.get, "/", to: .nop()) { _ in
                Empty()
            } encode: { _, response in
                response.body.writeString("start ")
                response.stream = ResponseStream(["a", "", "b"].map { ByteBuffer(string: $0) })
            }
            Route(.get, "/text", streaming: Endpoint("text") { (_: Empty) in ResponseStream(["1", "2"]) })
        }
        .codec(TwoLines())
        try await withServer(routes) { server async throws in
            #expect(
                try await server.send(request("GET", "/")).rawBody == "6\r\nstart \r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n"
            )
            #expect(
                try await server.send(request("GET", "/text")).body == "data: 1\ndata: more\n\ndata: 2\ndata: more\n\n"
            )
        }
    }

    @Test("a deadline ends a stream")
    func deadline() async throws {
        let endless = Endpoint("endless") { (_: Empty) in ResponseStream(Endless(count: Tally(), pauses: true)) }
        let routes = HTTPRoutes { Route(.get, "/", streaming: endless) }
        try await withServer(routes) { server in
            try await server.withConnection { client in
                try await client.send(request("GET", "/", ["grpc-timeout: 40m"]))
                let text = try await client.textUntilClose()
                #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n") && !text.hasSuffix("0\r\n\r\n"))
            }
        }
    }
}

/// Writes a value on a line, and another line.
private struct TwoLines: HTTPBodyCodec {
    var mediaType: MediaType { .text }

    func reads(_ contentType: String?) -> Bool { true }

    func decode<Value: Decodable>(_ type: Value.Type, from body: UnsafeRawBufferPointer) throws -> Value {
        throw Dang()
    }

    func encode<Value: Encodable>(_ value: Value, into body: inout ByteBuffer) throws {
        body.writeString("\(value)\nmore")
    }
}
