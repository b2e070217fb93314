import HTTPTypes
import Martlet
import NIOCore
import NIOPosix
import Testing

@testable import MartletHTTP

@Suite("The pool of the transport on NIO", .timeLimit(.minutes(1)))
struct ConnectionPoolTests {
    private func withCaller<Result: Sendable>(
        _ script: @escaping ScriptedPeer.Script,
        configure: (inout NIOHTTPTransport.Configuration) -> Void = { _ in },
        _ body: (Endpoint<Empty, String>) async throws -> Result
    ) async throws -> Result {
        try await ScriptedPeer.with(script) { origin in
            let transport = NIOHTTPTransport(configuration: .init(configure))
            let endpoint: Endpoint<Empty, String> = HTTPCaller(transport).at(origin).endpoint("a", .get, "/") {
                $0.text
            }
            let result: Swift.Result<Result, any Error>
            do { result = .success(try await body(endpoint)) } catch { result = .failure(error) }
            await transport.shutdown()
            return try result.get()
        }
    }

    @Test("calls one after the other share a connection, calls at the same time do not")
    func reuse() async throws {
        let both = Signal()
        let numbers = try await withCaller { connection in
            var count = 0
            while try await !connection.readRequest().isEmpty {
                count += 1
                if connection.number == 1 { both.send() }
                if count == 3 { await both.wait() }
                try await connection.answer("200 OK", "\(connection.number)")
            }
        } _: { call in
            var numbers = [try await call(Empty()), try await call(Empty())]
            async let first = call(Empty())
            async let second = call(Empty())
            numbers += try await [first, second].sorted()
            return numbers
        }
        #expect(numbers == ["0", "0", "0", "1"])
    }

    @Test("one more call than connections waits for the first to be free")
    func bound() async throws {
        let numbers = try await withCaller { connection in
            while try await !connection.readRequest().isEmpty {
                try await connection.answer("200 OK", "\(connection.number)")
            }
        } configure: {
            $0.connectionCount = 2
        } _: { call in
            try await withThrowingTaskGroup { group in
                for _ in 0..<50 { group.addTask { try await call(Empty()) } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
        }
        #expect(numbers.isSubset(of: ["0", "1"]) && !numbers.isEmpty)
    }

    @Test("no more calls wait than are allowed")
    func waiting() async throws {
        let (received, gate) = (Signal(), Signal())
        let error = try await withCaller { connection in
            _ = try await connection.readRequest()
            received.send()
            await gate.wait()
            try await connection.answer("200 OK", "x")
            _ = try await connection.readRequest()
            try await connection.answer("200 OK", "x")
        } configure: {
            $0.connectionCount = 1
            $0.waitingCount = 1
        } _: { call in
            try await withThrowingTaskGroup(of: String.self) { group in
                group.addTask { try await call(Empty()) }
                await received.wait()
                // Of the two one waits, and the other is one too many.
                for _ in 0..<2 { group.addTask { try await call(Empty()) } }
                var failure: Status?
                do { _ = try await group.next() } catch { failure = error as? Status }
                gate.send()
                for _ in 0..<2 {
                    let answer = try await group.next()
                    #expect(answer == "x")
                }
                return failure
            }
        }
        #expect(error?.code == .resourceExhausted && error?.delivery == .rejected)
    }

    @Test("a connection that the server has closed is not used again")
    func closedByServer() async throws {
        let closed = Signal()
        let numbers = try await withCaller { connection in
            _ = try await connection.readRequest()
            try await connection.answer("200 OK", fields: "Connection: close\r\n", "\(connection.number)")
            await connection.waitForClose()
            if connection.number == 0 { closed.send() }
        } _: { call in
            let first = try await call(Empty())
            await closed.wait()
            return [first, try await call(Empty())]
        }
        #expect(numbers == ["0", "1"])
    }

    @Test("bytes behind an answer close the connection: they would be taken for the next answer")
    func unsolicitedBytes() async throws {
        let numbers = try await withCaller { connection in
            _ = try await connection.readRequest()
            try await connection.write(
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(connection.number)HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
            )
            await connection.waitForClose()
        } _: { call in
            [try await call(Empty()), try await call(Empty())]
        }
        #expect(numbers == ["0", "1"])
    }

    @Test("a connection that nobody uses is closed")
    func idle() async throws {
        let closed = Signal()
        try await withCaller { connection in
            _ = try await connection.readRequest()
            try await connection.answer("200 OK", "x")
            await connection.waitForClose()
            closed.send()
        } configure: {
            $0.idleTimeout = .milliseconds(40)
        } _: { call in
            _ = try await call(Empty())
            await closed.wait()
        }
    }

    @Test("a call from an event loop stays on it")
    func callingLoop() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        try await withCaller { connection in
            while try await !connection.readRequest().isEmpty { try await connection.answer("200 OK", "x") }
        } configure: {
            // It is not used: the call comes from a loop.
            $0.eventLoopGroup = MultiThreadedEventLoopGroup.singleton
        } _: { call in
            let executor = EventLoopTaskExecutor(loop)
            try await withTaskExecutorPreference(executor) {
                let answer = try await call(Empty())
                #expect(answer == "x")
                #expect(loop.inEventLoop)
            }
        }
        // No connection is left on it, and nothing is scheduled on it later: a group that ends says so otherwise.
        try await group.shutdownGracefully()
    }

    @Test("a call that is cancelled before it begins ends all the same")
    func cancelledBeforehand() async throws {
        let pools = HTTPConnectionPools(.init())
        let pool = try pools.pool(to: ScriptedPeer.closedOrigin, from: nil)
        let call = try HTTPClientCall(OutgoingRequest(.get, ScriptedPeer.closedOrigin), deadline: nil)
        await #expect(throws: CancellationError.self) {
            try await withCheckedThrowingContinuation { continuation in
                pool.cancel(call)
                pool.start(call, continuation)
            }
        }
    }

    @Test("a pool that was forgotten is known again when it gets a connection")
    func knownAgain() async throws {
        let closed = Signal()
        try await ScriptedPeer.with { connection in
            _ = try await connection.readRequest()
            try await connection.answer("200 OK", fields: connection.number == 0 ? "Connection: close\r\n" : "", "x")
            await connection.waitForClose()
            if connection.number == 0 { closed.send() }
        } _: { origin in
            let pools = HTTPConnectionPools(.init())
            let pool = try pools.pool(to: origin, from: nil)
            func call() async throws -> String {
                let call = try HTTPClientCall(OutgoingRequest(.get, origin), deadline: nil)
                return try await withCheckedThrowingContinuation { pool.start(call, $0) }.text
            }
            #expect(try await call() == "x")
            await closed.wait()
            // What has ended the connection comes first on its loop.
            #expect(try await call() == "x")
            let closing = pools.shutDown()
            #expect(closing.count == 1)
            for future in closing { try await future.get() }
        }
    }

    @Test("calls that are cancelled at any moment end, and those after them are answered")
    func cancelledAtAnyMoment() async throws {
        try await withCaller { connection in
            while try await !connection.readRequest().isEmpty { try await connection.answer("200 OK", "x") }
        } configure: {
            $0.connectionCount = 4
        } _: { call in
            for count in 0..<100 {
                await withTaskGroup { group in
                    for _ in 0..<10 { group.addTask { _ = try? await call(Empty()) } }
                    for _ in 0..<count { await Task.yield() }
                    group.cancelAll()
                }
            }
            let answer = try await call(Empty())
            #expect(answer == "x")
        }
    }
}
