import HTTPTypes
import Martlet
import MartletHTTP
import MartletTesting
import NIOCore
import Synchronization
import Testing

private struct Text: Codable { var s: String }

/// Returns when the task is cancelled, and not before.
private func untilCancelled() async {
    let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
    await withTaskCancellationHandler {
        for await _ in stream {}
    } onCancel: {
        continuation.finish()
    }
}

@Suite struct InProcessTransportTests {
    private func caller(@HTTPRoutesBuilder _ routes: () -> [Route]) throws -> HTTPCaller {
        HTTPCaller(try InProcessTransport(HTTPRoutes("", routes)))
    }

    private static let upper = Endpoint("upper") { (request: Text) in
        guard !request.s.isEmpty else { throw Status(.invalidArgument, "empty string", retry: .after(.seconds(2))) }
        return Text(s: request.s.uppercased())
    }

    @Test func answers() async throws {
        let http = try caller { Route(.post, "/upper", to: Self.upper) }
        let upper: Endpoint<Text, Text> = http.endpoint("upper", .post, "/upper")
        #expect(try await upper(Text(s: "hello")).s == "HELLO")
    }

    @Test func errorsKeepCodeMessageAndHint() async throws {
        let http = try caller { Route(.post, "/upper", to: Self.upper) }
        let upper: Endpoint<Text, Text> = http.endpoint("upper", .post, "/upper")
        let status = try await #require(throws: Status.self) { try await upper(Text(s: "")) }
        #expect(status.code == .invalidArgument)
        #expect(status.message == "empty string")
        #expect(status.retry == .after(.seconds(2)))
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, "/nothing", 404), (.get, "/upper", 405), (.options, "/upper", 204),
        (.get, "/%zz", 400),
    ])
    func statusesOfTheServer(_ method: HTTPRequest.Method, _ path: String, _ code: Int) async throws {
        let transport = try InProcessTransport(HTTPRoutes { Route(.post, "/upper", to: Self.upper) })
        #expect(try await transport.send(OutgoingRequest(method, path), deadline: nil).status.code == code)
    }

    @Test func headHasNoBody() async throws {
        let transport = try InProcessTransport(
            HTTPRoutes { Route(.get, "/", to: Endpoint("hello") { (_: Empty) in Text(s: "hello") }) }
        )
        let response = try await transport.send(OutgoingRequest(.head, "/"), deadline: nil)
        #expect(response.status == .ok)
        #expect(response.body.readableBytes == 0)
    }

    @Test func fieldsOfTheConnectionAreLeftOutAndOthersArrive() async throws {
        let echo = Endpoint("echo") { (text: String) in Text(s: text) }
        let transport = try InProcessTransport(
            HTTPRoutes {
                Route(.get, "/", to: echo) { request in
                    "\(request[.accept] ?? "-") \(request[.contentLength] ?? "-") \(request.query["q"] ?? "-")"
                }
            }
        )
        var request = OutgoingRequest(.get, "/?q=1")
        request.fields[.accept] = "a/b"
        request.fields[.contentLength] = "12"
        let response = try await transport.send(request, deadline: nil)
        #expect(response.text == #"{"s":"a/b - 1"}"#)
    }

    @Test func streamsAreCollectedUpToTheLimit() async throws {
        let numbers = Endpoint("numbers") { (_: Empty) in ResponseStream([1, 2, 3]) }
        let transport = try InProcessTransport(HTTPRoutes { Route(.get, "/", streaming: numbers, as: .jsonLines) })
        var request = OutgoingRequest(.get, "/")
        #expect(try await transport.send(request, deadline: nil).text == "1\n2\n3\n")
        request.responseBody = .collected(upTo: 5)
        let status = try await #require(throws: Status.self) { try await transport.send(request, deadline: nil) }
        #expect(status.code == .resourceExhausted)
    }

    @Test func producerWaitsForTheReader() async throws {
        let produced = Mutex(0)
        let endless = AsyncStream(unfolding: {
            produced.withLock { count in
                count += 1; return count
            }
        })
        let numbers = Endpoint("numbers") { (_: Empty) in ResponseStream(endless) }
        let transport = try InProcessTransport(HTTPRoutes { Route(.get, "/", streaming: numbers, as: .jsonLines) })
        var request = OutgoingRequest(.get, "/")
        request.responseBody = .streamed
        let response = try await transport.send(request, deadline: nil)
        let stream = try #require(response.stream)
        var iterator = stream.makeAsyncIterator()
        for _ in 0..<3 { _ = try await iterator.next() }
        // One in the reader's hands, one in the writer's, one being made.
        #expect(produced.withLock { $0 } <= 5)
    }

    @Test func cancellingTheCallerCancelsTheHandler() async throws {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let (cancelled, cancel) = AsyncStream.makeStream(of: Void.self)
        let waiting = Endpoint("waiting") { (_: Empty) -> Empty in
            start.yield()
            await untilCancelled()
            cancel.yield()
            throw CancellationError()
        }
        let transport = try InProcessTransport(HTTPRoutes { Route(.get, "/", to: waiting) })
        let call = Task { try await transport.send(OutgoingRequest(.get, "/"), deadline: nil) }
        for await _ in started.prefix(1) {}
        call.cancel()
        for await _ in cancelled.prefix(1) {}
        _ = await call.result
    }

    @Test func theDeadlineOfTheRequestCancelsTheHandler() async throws {
        let waiting = Endpoint("waiting") { (_: Empty) -> Empty in
            await untilCancelled()
            throw CancellationError()
        }
        let transport = try InProcessTransport(HTTPRoutes { Route(.get, "/", to: waiting) })
        var request = OutgoingRequest(.get, "/")
        request.fields[try #require(HTTPField.Name("grpc-timeout"))] = "20m"
        let response = try await transport.send(request, deadline: nil)
        #expect(response.status == .gatewayTimeout)
        #expect(response.text.contains("deadline_exceeded"))
    }

    @Test func droppingAnUnreadStreamCancelsTheHandler() async throws {
        let (ends, end) = AsyncStream.makeStream(of: String.self)
        let endless = AsyncStream(unfolding: { 1 })
        let numbers = Endpoint("numbers") { (_: Empty) in
            let stream = ResponseStream(endless)
            stream.onEnd { end.yield("\($0)") }
            return stream
        }
        let transport = try InProcessTransport(HTTPRoutes { Route(.get, "/", streaming: numbers, as: .jsonLines) })
        var request = OutgoingRequest(.get, "/")
        request.responseBody = .streamed
        _ = try await transport.send(request, deadline: nil)
        for await how in ends.prefix(1) { #expect(how == "cancelled") }
    }

    @Test func theDeadlineHoldsForTheStreamToo() async throws {
        let waiting = Endpoint("waiting") { (_: Empty) in
            ResponseStream(
                AsyncStream<Int>(unfolding: {
                    await untilCancelled()
                    return nil
                })
            )
        }
        let transport = try InProcessTransport(HTTPRoutes { Route(.get, "/", streaming: waiting, as: .jsonLines) })
        // A sequence that ends when its task is cancelled has not come to its end.
        let status = try await #require(throws: Status.self) {
            try await transport.send(OutgoingRequest(.get, "/"), deadline: .after(.milliseconds(20)))
        }
        #expect(status.code == .unavailable)
    }

    @Test func conflictsAreFoundWhenItIsMade() {
        #expect(throws: RoutingError.self) {
            try InProcessTransport(
                HTTPRoutes {
                    Route(.post, "/upper", to: Self.upper)
                    Route(.post, "/upper", to: Self.upper)
                }
            )
        }
    }
}
