import HTTPTypes
import Martlet
import MartletHTTP
import NIOCore
import Testing

@Suite("Cancellation over a socket", .eachTransport, .timeLimit(.minutes(1)))
struct CancellationTests {
    @Test("cancelling the task closes the connection, and the peer sees it", arguments: [true, false])
    func whileWaiting(streaming: Bool) async throws {
        let (received, closed) = (Signal(), Signal())
        try await withPeer { connection in
            _ = try await connection.readRequest()
            received.send()
            await connection.waitForClose()
            closed.send()
        } _: { http in
            await cancel(after: received) { try await read(http, streaming: streaming) }
            await closed.wait()
        }
    }

    @Test("while the body arrives", arguments: [true, false])
    func withinBody(streaming: Bool) async throws {
        let (sent, closed) = (Signal(), Signal())
        try await withPeer { connection in
            _ = try await connection.readRequest()
            try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
            sent.send()
            await connection.waitForClose()
            closed.send()
        } _: { http in
            await cancel(after: sent) { try await read(http, streaming: streaming) }
            await closed.wait()
        }
    }

    @Test("a task that is cancelled already never connects")
    func beforehand() async throws {
        let connections = Recorder<Int>()
        try await withPeer {
            connections.record($0.number)
        } _: { http in
            await withTaskGroup { group in
                group.addTask {
                    withUnsafeCurrentTask { $0?.cancel() }
                    await #expect(throws: CancellationError.self) { try await read(http, streaming: false) }
                }
            }
        }
        #expect(connections.elements.isEmpty)
    }

    private func cancel(after signal: Signal, _ operation: @escaping @Sendable () async throws -> Void) async {
        await withTaskGroup { group in
            group.addTask { await #expect(throws: CancellationError.self) { try await operation() } }
            await signal.wait()
            group.cancelAll()
        }
    }
}

private func read(_ http: HTTPCaller, streaming: Bool) async throws {
    if streaming {
        let endpoint: Endpoint<Empty, ResponseStream<ByteBuffer>> = http.endpoint("a", .get, "/", decode: .stream)
        _ = try await endpoint(Empty()).collect()
    } else {
        let endpoint: Endpoint<Empty, Empty> = http.endpoint("a", .get, "/")
        _ = try await endpoint(Empty())
    }
}
