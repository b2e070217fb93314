import Martlet
import MartletHTTP
import MartletTesting
import MartletThrift
import MartletThriftProtocol
import Synchronization
import Testing

@Suite("Calls")
struct CallTests {
    private static let echo = ThriftMethod<Arguments<Int64>, Answer<Int64>>("echo")

    private static func bindings(_ body: @escaping @Sendable (Int64) async throws -> Int64) -> ThriftBindings {
        ThriftBindings {
            ThriftBinding(
                Self.echo,
                to: Endpoint("echo") { (arguments: Arguments<Int64>) in try await body(arguments.value) }
            )
        }
    }

    private static func endpoint(_ client: ThriftClient) -> Endpoint<Arguments<Int64>, Int64> {
        ThriftCaller(client).endpoint(echo)
    }

    @Test("Every transport and protocol carries every value", arguments: Wire.all)
    func wires(wire: Wire) async throws {
        try await withThriftServer(Depot().bindings, wire.serve) { server async throws in
            try await withClient(server.address, wire.call) { client async throws in
                try await check(ThriftCaller(client))
            }
        }
    }

    @Test("Codes and messages cross the wire", arguments: Wire.all)
    func statuses(wire: Wire) async throws {
        let bindings = Self.bindings { number in
            guard let code = Status.Code(rawValue: Int(number)) else { throw Unspeakable() }
            throw Status(code, "message: \(number)\n")
        }
        try await withThriftServer(bindings, wire.serve) { server async throws in
            try await withClient(server.address, wire.call) { client async throws in
                let call = Self.endpoint(client)
                for code in Status.Code.all {
                    let found = await status { try await call(Arguments(Int64(code.rawValue))) }
                    let mark = code == .unimplemented ? ", unprocessed" : ""
                    #expect(found == "\(code): message: \(code.rawValue)\n\(mark)")
                }
                // What nobody has written for a caller stays on the server.
                #expect(await status { try await call(Arguments(0)) } == "unknown: unknown error")
            }
        }
    }

    @Test("Hooks run in their order, and see what was put into the context")
    func hooks() async throws {
        let log = Mutex<[String]>([])
        let note: @Sendable (String) -> Void = { line in log.withLock { $0.append(line) } }
        let endpoint = Endpoint("hooked") { (number: Int64) in
            note("endpoint \(RequestContext.current.requestID ?? "-")")
            guard number > 0 else { throw Status(.outOfRange, "\(number)") }
            return number
        }
        let bindings = ThriftBindings {
            ThriftBinding(Self.echo, to: endpoint) { arguments in
                note("decode")
                return arguments.value
            } encode: { number in
                note("encode")
                return number
            }
            .before { request, _ in note("before \(request.method) \(request.headers["h"] ?? "-")") }
            .after { headers, _ in
                note("after")
                headers["answer"] = "yes"
            }
        }
        .before { _, context in
            note("before all")
            context.requestID = "7"
        }
        .errorEncoder { ThriftApplicationException(.unknown, "custom \(Status($0).code)") }
        .finalizer { note("finalizer \($0.error == nil)") }
        try await withThriftServer(bindings, { $0.transport = .header }) { server async throws in
            try await withClient(server.address, { $0.transport = .header }) { client async throws in
                let caller = ThriftCaller(client)
                    .before { headers, _ in headers["h"] = "v" }
                    .after { headers, _ in note("answer \(headers["answer"] ?? "-")") }
                    .finalizer { note("call \($0.method) \($0.headers["h"] ?? "-") \($0.answer?.count ?? -1)") }
                let call = caller.endpoint(Self.echo)
                #expect(try await call(Arguments(1)) == 1)
                #expect(await status { try await call(Arguments(0)) } == "unknown: custom out_of_range")
            }
        }
        let lines = log.withLock { $0 }
        #expect(
            lines.filter { !$0.hasPrefix("answer") && !$0.hasPrefix("call") } == [
                "before all", "before echo v", "decode", "endpoint 7", "after", "encode", "finalizer true",
                "before all", "before echo v", "decode", "endpoint 7", "finalizer false",
            ]
        )
        #expect(
            lines.filter { $0.hasPrefix("answer") || $0.hasPrefix("call") } == [
                "answer yes", "call echo v 1", "call echo v -1",
            ]
        )
    }

    @Test("Headers carry the deadline, the attempt and the metadata")
    func propagation() async throws {
        let seen = Mutex<RequestContext?>(nil)
        let bindings = Self.bindings { number in
            seen.withLock { $0 = RequestContext.current }
            return number
        }
        try await withThriftServer(
            bindings,
            {
                $0.transport = .header
                $0.propagation.metadataNames = ["x-tenant"]
            }
        ) { server async throws in
            try await withClient(server.address, { $0.transport = .header }) { client async throws in
                var context = RequestContext()
                context.attempt = 3
                context.requestID = "r-1"
                context.metadata["x-tenant"] = "t"
                context.metadata["x-secret"] = "s"
                context.deadline = .after(.seconds(100))
                _ = try await RequestContext.$current.withValue(context) {
                    try await Self.endpoint(client)(Arguments(1))
                }
            }
        }
        let context = try #require(seen.withLock { $0 })
        #expect(context.attempt == 3)
        #expect(context.requestID == "r-1")
        #expect(context.metadata["x-tenant"] == "t")
        #expect(context.metadata["x-secret"] == nil)
        let remaining = try #require(context.deadline).remaining()
        #expect(remaining > .seconds(50) && remaining <= .seconds(100))
    }

    @Test("Calls of one connection are answered in any order, and a shutdown waits for them", arguments: Wire.all)
    func order(wire: Wire) async throws {
        let gate = Gate()
        let (begun, hasBegun) = AsyncStream.makeStream(of: Void.self)
        let bindings = Self.bindings { number in
            if number == 0 {
                hasBegun.yield()
                await gate.wait()
            }
            return number
        }
        try await withThriftServer(bindings, wire.serve) { server async throws in
            try await withClient(
                server.address,
                {
                    wire.call(&$0)
                    $0.connectionCount = 1
                }
            ) { client async throws in
                let call = Self.endpoint(client)
                async let slow = call(Arguments(0))
                var iterator = begun.makeAsyncIterator()
                _ = await iterator.next(isolation: #isolation)
                for number in Int64(1)...10 { #expect(try await call(Arguments(number)) == number) }
                await server.beginShutdown()
                gate.open()
                #expect(try await slow == 0)
            }
            await server.waitForEnd()
        }
    }

    @Test("The deadline and cancellation end a call, and the connection goes on")
    func deadline() async throws {
        let gate = Gate()
        let (begun, hasBegun) = AsyncStream.makeStream(of: Void.self)
        let bindings = Self.bindings { number in
            if number < 0 { hasBegun.yield() }
            if number <= 0 { await gate.wait() }
            return number
        }
        try await withThriftServer(bindings) { server async throws in
            try await withClient(server.address, { $0.connectionCount = 1 }) { client async throws in
                let call = Self.endpoint(client)
                let late = await status { try await withTimeout(.milliseconds(30)) { try await call(Arguments(0)) } }
                #expect(late.hasPrefix("deadline_exceeded"))
                #expect(try await call(Arguments(1)) == 1)
                let task = Task { try await call(Arguments(-1)) }
                var iterator = begun.makeAsyncIterator()
                _ = await iterator.next(isolation: #isolation)
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                #expect(try await call(Arguments(2)) == 2)
                // Answers to calls that were given up are dropped.
                gate.open()
                for number in Int64(3)...10 { #expect(try await call(Arguments(number)) == number) }
            }
        }
    }

    @Test("The deadline of a client ends the work of the server, and one that has passed begins none")
    func sentDeadline() async throws {
        let (ended, hasEnded) = AsyncStream.makeStream(of: Void.self)
        let calls = Mutex(0)
        let bindings = Self.bindings { number in
            calls.withLock { $0 += 1 }
            if number == 0 {
                await untilCancelled()
                hasEnded.yield()
                try Task.checkCancellation()
            }
            return number
        }
        try await withThriftServer(bindings, { $0.transport = .header }) { server async throws in
            try await withClient(server.address, { $0.transport = .header }) { client async throws in
                // Only the header has the deadline, so that the client waits for the answer.
                let soon = ThriftCaller(client).before { headers, _ in headers["grpc-timeout"] = "50m" }.endpoint(
                    Self.echo
                )
                #expect(await status { try await soon(Arguments(0)) } == "deadline_exceeded: deadline exceeded")
                var iterator = ended.makeAsyncIterator()
                _ = await iterator.next(isolation: #isolation)
                let late = ThriftCaller(client).before { headers, _ in headers["grpc-timeout"] = "1n" }.endpoint(
                    Self.echo
                )
                #expect(await status { try await late(Arguments(1)) } == "deadline_exceeded: deadline exceeded")
            }
        }
        #expect(calls.withLock { $0 } == 1)
    }

    @Test("A server's own time for a call ends it")
    func callTimeout() async throws {
        let bindings = Self.bindings { number in
            if number == 0 { try await Gate().waitUnlessCancelled() }
            return number
        }
        try await withThriftServer(bindings, { $0.callTimeout = .milliseconds(30) }) { server async throws in
            try await withClient(server.address) { client async throws in
                let call = Self.endpoint(client)
                #expect(try await call(Arguments(5)) == 5)
                #expect(await status { try await call(Arguments(0)) } == "deadline_exceeded: deadline exceeded")
                #expect(try await call(Arguments(6)) == 6)
            }
        }
    }

    @Test("A client that goes away cancels its calls")
    func disconnect() async throws {
        let (ended, hasEnded) = AsyncStream.makeStream(of: Void.self)
        let bindings = Self.bindings { number in
            await untilCancelled()
            hasEnded.yield()
            return number
        }
        try await withThriftServer(bindings) { server async throws in
            let (begun, hasBegun) = AsyncStream.makeStream(of: Void.self)
            let call = try Wire(.framed, .binary).bytes("echo", Arguments<Int64>(1))
            try await RawConnection.with(port: server.port) { send, _ in
                try await send(call)
                hasBegun.yield()
            }
            _ = begun
            var iterator = ended.makeAsyncIterator()
            _ = await iterator.next(isolation: #isolation)
        }
    }

    @Test("No more calls of a connection run than may, and all are answered")
    func backPressure() async throws {
        let running = Mutex((now: 0, most: 0))
        let bindings = Self.bindings { number in
            running.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            for _ in 0..<5 { await Task.yield() }
            running.withLock { $0.now -= 1 }
            return number
        }
        try await withThriftServer(bindings, { $0.limits.callCount = 4 }) { server async throws in
            try await withClient(server.address, { $0.connectionCount = 1 }) { client async throws in
                let call = Self.endpoint(client)
                try await withThrowingTaskGroup(of: Int64.self) { group in
                    for number in Int64(0)..<300 { group.addTask { try await call(Arguments(number)) } }
                    let total = try await group.reduce(0, +)
                    #expect(total == 300 * 299 / 2)
                }
            }
        }
        #expect(running.withLock { $0.most } == 4)
    }

    @Test("Nobody listens, and the client says so at once")
    func refused() async throws {
        let port = try await withThriftServer(Depot().bindings) { $0.port }
        try await withClient(.hostname("127.0.0.1", port: port)) { client async throws in
            let call = Self.endpoint(client)
            let refused = await status { try await call(Arguments(1)) }
            #expect(refused.hasPrefix("unavailable: cannot connect to 127.0.0.1:"), "\(refused)")
            #expect(refused.hasSuffix(", unprocessed"))
        }
    }

    @Test("A closed client calls nobody")
    func closed() async throws {
        let client = try ThriftClient(to: .hostname("127.0.0.1", port: 9))
        await client.close()
        let call = Self.endpoint(client)
        #expect(await status { try await call(Arguments(1)) } == "unavailable: the client is closed, unprocessed")
    }

    @Test("The header transport has no JSON")
    func noJSON() {
        #expect(throws: Status.self) {
            try ThriftClient(
                to: .hostname("127.0.0.1", port: 9),
                configuration: .init {
                    $0.transport = .header
                    $0.protocol = .json
                }
            )
        }
    }

    @Test("Names that cannot be served")
    func names() async {
        let bindings = Self.bindings { $0 }
        await #expect(throws: ThriftBindingError.self) {
            try await withThriftServer(
                ThriftBindings {
                    bindings
                    bindings
                }
            ) { _ in }
        }
    }
}

private struct Unspeakable: Error {}
