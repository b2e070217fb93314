import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

@Suite("HTTP/2: bodies in pieces", .timeLimit(.minutes(1)))
struct HTTP2StreamingTests {
    @Test("an answer in pieces comes as they are made, and ends with trailers")
    func stream() async throws {
        let (elements, continuation) = AsyncStream.makeStream(of: Int.self)
        let endpoint = Endpoint("numbers") { (_: Empty) in ResponseStream(elements) }
        let routes = HTTPRoutes {
            Route(.get, "/", streaming: endpoint).after { response, _ in
                response.fields[.cacheControl] = "private"
            }
            Route(.get, "/checked", to: .nop()) { _ in
                Empty()
            } encode: { _, response in
                response.stream = ResponseStream([ByteBuffer(string: "a"), ByteBuffer(), ByteBuffer(string: "b")])
                response.trailers = { HTTPFields("x-sum", "2") }
            }
        }
        try await withServer(routes) { server in
            try await server.withFrames { client in
                try await client.request(1)
                let head = try await client.frame { $0.type == .headers }
                #expect(head.headers.contains { $0 == ("content-type", "text/event-stream") })
                #expect(!head.headers.contains { $0.0 == "content-length" })
                for number in 1...3 {
                    continuation.yield(number)
                    let piece = try await client.frame { $0.type == .data }
                    #expect(String(decoding: piece.payload, as: UTF8.self) == "data: \(number)\n\n")
                }
                continuation.finish()
                let end = try await client.frame { $0.endsStream }
                #expect(end.payload.isEmpty)

                try await client.request(3, "GET", "/checked")
                let response = try await client.response(3)
                #expect(response.pieces == ["a", "b"])
                #expect(response.trailer("x-sum") == "2")
            }
        }
    }

    @Test("a stream that fails is reset after what it has sent")
    func failure() async throws {
        struct Failing: AsyncSequence, AsyncIteratorProtocol, Sendable {
            var isFirst = true
            func makeAsyncIterator() -> Failing { self }
            mutating func next() async throws -> Int? {
                guard isFirst else { throw Status(.internal) }
                isFirst = false
                return 1
            }
        }
        let endpoint = Endpoint("failing") { (_: Empty) in ResponseStream(Failing()) }
        try await withServer(HTTPRoutes { Route(.get, "/", streaming: endpoint) }) { server in
            try await server.withFrames { client in
                try await client.request(1)
                let response = try await client.response(1)
                #expect(response.body == "data: 1\n\n")
                #expect(response.resetCode == 2)
                // The connection lives on.
                try await client.request(3, "GET", "/nowhere")
                #expect(try await client.response(3).status == 404)
            }
        }
    }

    @Test("a producer waits for the client's window, on its own stream only")
    func backPressure() async throws {
        let count = Tally()
        let piece = ByteBuffer(repeating: UInt8(ascii: "x"), count: 1_000)
        let routes = HTTPRoutes {
            Route(.get, "/endless", to: .nop()) { _ in
                Empty()
            } encode: { _, response in
                response.stream = ResponseStream(Endless(count: count)).map { _ in piece }
            }
            Route(.get, "/", to: Endpoint("hello") { (_: Empty) in "hello" })
        }
        try await withServer(routes) { server in
            try await server.withFrames(.init(settings: [(4, 10_000)], givesWindowsBack: false)) { client in
                try await client.request(1, "GET", "/endless")
                // What the window takes, and what is kept behind it.
                var byteCount = 0
                while byteCount < 10_000 {
                    byteCount += try await client.frame { $0.type == .data && $0.stream == 1 }.payload.count
                }
                try await client.request(3)
                #expect(try await client.response(3).body == #""hello""#)
                #expect(count.count < 200)
                // More of both windows, and it goes on.
                try await client.send(Frame.windowUpdate(1, 30_000))
                while byteCount < 40_000 {
                    byteCount += try await client.frame { $0.type == .data && $0.stream == 1 }.payload.count
                }
                try await client.send(Frame.reset(1))
                try await client.roundTrip()
            }
        }
        #expect(count.count < 300)
    }

    @Test("a handler that takes pieces gets them as they come, and answers at any time")
    func pieces() async throws {
        let handler = PieceHandler { exchange in
            guard exchange.sendHead(OutgoingResponse()) else { return }
            do {
                while let piece = try await exchange.nextPiece() { try await exchange.send(piece) }
                exchange.finish(trailers: HTTPFields("grpc-status", "0"))
            } catch {
                exchange.abort()
            }
        }
        try await withServer(HTTPRoutes { Route(.post, "/") { _, _ in handler } }) { server in
            try await server.withFrames { client in
                try await client.send(Frame.request(1, "POST", "/", end: false))
                _ = try await client.frame { $0.type == .headers }
                for text in ["one", "two", "three"] {
                    try await client.send(Frame.data(1, Array(text.utf8)))
                    let piece = try await client.frame { $0.type == .data }
                    #expect(String(decoding: piece.payload, as: UTF8.self) == text)
                }
                try await client.send(Frame.data(1, [], end: true))
                let end = try await client.frame { $0.endsStream }
                #expect(end.headers.map { "\($0.0)=\($0.1)" } == ["grpc-status=0"])
            }
            // HTTP/1.1 has the body as one piece.
            let response = try await server.send(request("POST", "/", body: "body"))
            #expect(response.body == "body")
        }
    }

    @Test("what a handler does not take keeps the client from sending more")
    func piecesBackPressure() async throws {
        let gate = Latch()
        let handler = PieceHandler { exchange in
            await gate.wait()
            var byteCount = 0
            do {
                while let piece = try await exchange.nextPiece() { byteCount += piece.readableBytes }
            } catch {
                byteCount = -1
            }
            exchange.send(OutgoingResponse(text: "\(byteCount)"))
        }
        try await withServer(HTTPRoutes { Route(.post, "/") { _, _ in handler } }) {
            $0.limits.streamWindowByteCount = 20_000
        } body: { server in
            // One that sends more than its window breaks the rules.
            try await server.withFrames { client in
                try await client.roundTrip()
                let data = Frame.data(1, [UInt8](repeating: 0, count: 15_000))
                try await client.send(Frame.request(1, "POST", "/", end: false), data, data)
                // FLOW_CONTROL_ERROR
                #expect(try await client.reset(1) == 3)
            }
            try await server.withFrames { client in
                try await client.roundTrip()
                try await client.send(Frame.request(1, "POST", "/", end: false))
                try await client.send(Frame.data(1, [UInt8](repeating: 0, count: 10_000)))
                try await client.send(Frame.data(1, [UInt8](repeating: 0, count: 10_000)))
                try await client.roundTrip()
                // No window before anything is taken. The round trip has brought all that there was.
                gate.open()
                let update = try await client.frame { $0.type == .windowUpdate && $0.stream == 1 }
                #expect(update.number(at: 0) >= 10_000)
                try await client.send(Frame.data(1, [1], end: true))
                #expect(try await client.response(1).body == "20001")
            }
        }
    }

    @Test("an answer before the end of the request: it arrives whole, and the rest is called off")
    func earlyAnswer() async throws {
        let handler = PieceHandler { exchange in exchange.send(OutgoingResponse(text: "enough")) }
        let routes = HTTPRoutes {
            Route(.post, "/") { _, _ in handler }
            Route(.post, "/limited", to: Endpoint("count") { (bytes: Int) in bytes }) { $0.bodyByteCount }
        }
        try await withServer(routes) {
            $0.limits.bodyByteCount = 1_000
        } body: { server in
            try await server.withFrames { client in
                try await client.send(Frame.request(1, "POST", "/", end: false))
                let response = try await client.response(1)
                #expect(response.body == "enough")
                #expect(try await client.reset(1) == 0)
                // What was on the way does no harm.
                try await client.send(Frame.data(1, [1, 2, 3]))

                try await client.send(Frame.request(3, "POST", "/limited", end: false))
                try await client.send(Frame.data(3, [UInt8](repeating: 0, count: 1_001)))
                #expect(try await client.response(3).status == 413)
                #expect(try await client.reset(3) == 0)
                let length = [("content-length", "1001")]
                try await client.send(Frame.request(5, "POST", "/limited", length, end: false))
                #expect(try await client.response(5).status == 413)
                try await client.request(7, "POST", "/limited", body: String(repeating: "x", count: 1_000))
                #expect(try await client.response(7).body == "1000")
            }
        }
    }

    @Test("a handler has its own limit for bodies, and its own answer to larger ones")
    func ownLimit() async throws {
        let handler = LimitedHandler()
        try await withServer(HTTPRoutes { Route(.post, "/") { _, _ in handler } }) {
            $0.limits.bodyByteCount = 5
        } body: { server in
            try await server.withFrames { client in
                try await client.request(1, "POST", "/", body: "1234567890")
                #expect(try await client.response(1).body == "10")
                try await client.request(3, "POST", "/", body: "12345678901")
                let refused = try await client.response(3)
                #expect(refused.status == 200)
                #expect(refused.trailer("grpc-status") == "\(Status.Code.resourceExhausted)")
            }
        }
    }
}

/// Answers refusals in trailers, as gRPC does.
private final class LimitedHandler: RequestHandler {
    var bodyByteLimit: Int? { 10 }

    func handle(_ request: borrowing IncomingRequest, on exchange: any ServerExchange) {
        exchange.send(OutgoingResponse(text: "\(request.bodyByteCount)"))
    }

    func refuse(_ error: HTTPError, on exchange: any ServerExchange) {
        var response = OutgoingResponse()
        let code = error.status.code
        response.trailers = { HTTPFields("grpc-status", "\(code)") }
        exchange.send(response)
    }
}
