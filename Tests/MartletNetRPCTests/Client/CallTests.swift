import Martlet
import MartletHTTP
import MartletNetRPC
import Synchronization
import Testing

@Suite("Calls")
struct CallTests {
    @Test("Codes and messages cross the wire", arguments: [NetRPCWire.gob, .gobOverHTTP, .json])
    func statuses(wire: NetRPCWire) async throws {
        let fail = Endpoint("fail") { (number: Int) -> Int in
            guard let code = Status.Code(rawValue: number) else { throw Unspeakable() }
            throw Status(code, "message: \(number)\n")
        }
        try await withNetRPCServer(NetRPCMethods { NetRPCMethod("Test.Fail", to: fail) }) { server async throws in
            try await withClient(server.address, wire) { client async throws in
                let call: Endpoint<Int, Int> = client.endpoint("Test.Fail")
                for code in Status.Code.all {
                    #expect(await status { try await call(code.rawValue) } == "\(code): message: \(code.rawValue)\n")
                }
                // What nobody has written for a caller stays on the server.
                #expect(await status { try await call(0) } == "unknown: unknown error")
            }
        }
    }

    @Test("Hooks run in their order, and see what was put into the context")
    func hooks() async throws {
        let log = Mutex<[String]>([])
        let note: @Sendable (String) -> Void = { line in log.withLock { $0.append(line) } }
        let methods = NetRPCMethods {
            NetRPCMethod(
                "Test.Hooked",
                to: Endpoint("hooked") { (number: Int) in
                    note("endpoint \(RequestContext.current.requestID ?? "-")")
                    guard number > 0 else { throw Status(.outOfRange, "\(number)") }
                    return number
                },
                decode: { request in
                    note("decode")
                    return try request.decode(Int.self)
                },
                encode: { value, response in
                    note("encode")
                    try response.encode(value)
                }
            )
            .before { request, _ in note("before \(request.method)") }
            .after { _ in note("after") }
        }
        .before { _, context in
            note("before all")
            context.requestID = "7"
        }
        .errorEncoder { "custom \(Status($0).code)" }
        .finalizer { note("finalizer \($0.error == nil)") }
        try await withNetRPCServer(methods) { server async throws in
            try await withClient(server.address) { client async throws in
                let call: Endpoint<Int, Int> = client.endpoint("Test.Hooked")
                #expect(try await call(1) == 1)
                #expect(await status { try await call(0) } == "unknown: custom out_of_range")
            }
        }
        #expect(
            log.withLock { $0 } == [
                "before all", "before Test.Hooked", "decode", "endpoint 7", "after", "encode", "finalizer true",
                "before all", "before Test.Hooked", "decode", "endpoint 7", "finalizer false",
            ]
        )
    }

    @Test("Calls of one connection are answered in any order, and a shutdown waits for them")
    func order() async throws {
        let gate = Gate()
        let (begun, hasBegun) = AsyncStream.makeStream(of: Void.self)
        let methods = NetRPCMethods {
            NetRPCMethod(
                "Test.Wait",
                to: Endpoint("wait") { (number: Int) in
                    if number == 0 {
                        hasBegun.yield()
                        await gate.wait()
                    }
                    return number
                }
            )
        }
        try await withNetRPCServer(methods) { server async throws in
            try await withClient(server.address, .gob, { $0.connectionCount = 1 }) { client async throws in
                let call: Endpoint<Int, Int> = client.endpoint("Test.Wait")
                async let slow = call(0)
                var iterator = begun.makeAsyncIterator()
                _ = await iterator.next(isolation: #isolation)
                for number in 1...10 { #expect(try await call(number) == number) }
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
        let methods = NetRPCMethods {
            NetRPCMethod(
                "Test.Wait",
                to: Endpoint("wait") { (number: Int) in
                    if number == 0 { await gate.wait() }
                    return number
                }
            )
        }
        try await withNetRPCServer(methods) { server async throws in
            try await withClient(server.address, .gob, { $0.connectionCount = 1 }) { client async throws in
                let call: Endpoint<Int, Int> = client.endpoint("Test.Wait")
                let late = await status { try await withTimeout(.milliseconds(30)) { try await call(0) } }
                #expect(late.hasPrefix("deadline_exceeded"))
                let task = Task { try await call(0) }
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                #expect(try await call(1) == 1)
                gate.open()
            }
        }
    }

    @Test("A server's own time for a call ends it")
    func callTimeout() async throws {
        let methods = NetRPCMethods {
            NetRPCMethod(
                "Test.Forever",
                to: Endpoint("forever") { (number: Int) in
                    await untilCancelled()
                    return number
                }
            )
            NetRPCMethod("Test.Now", to: Endpoint("now") { (number: Int) in number })
        }
        try await withNetRPCServer(methods, { $0.callTimeout = .milliseconds(30) }) { server async throws in
            try await withClient(server.address) { client async throws in
                let forever: Endpoint<Int, Int> = client.endpoint("Test.Forever")
                let now: Endpoint<Int, Int> = client.endpoint("Test.Now")
                #expect(try await now(5) == 5)
                _ = await status { try await forever(1) }
                #expect(try await now(6) == 6)
            }
        }
    }

    @Test("No more calls of a connection run than may, and all are answered")
    func backPressure() async throws {
        let running = Mutex((now: 0, most: 0))
        let methods = NetRPCMethods {
            NetRPCMethod(
                "Test.Count",
                to: Endpoint("count") { (number: Int) in
                    running.withLock {
                        $0.now += 1
                        $0.most = max($0.most, $0.now)
                    }
                    for _ in 0..<5 { await Task.yield() }
                    running.withLock { $0.now -= 1 }
                    return number
                }
            )
        }
        try await withNetRPCServer(methods, { $0.limits.callCount = 4 }) { server async throws in
            try await withClient(server.address, .gob, { $0.connectionCount = 1 }) { client async throws in
                let call: Endpoint<Int, Int> = client.endpoint("Test.Count")
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 0..<300 { group.addTask { try await call(number) } }
                    let total = try await group.reduce(0, +)
                    #expect(total == 300 * 299 / 2)
                }
            }
        }
        #expect(running.withLock { $0.most } == 4)
    }

    @Test("Nobody listens, and then somebody does")
    func reconnect() async throws {
        let port = try await withNetRPCServer(addMethods) { $0.port }
        try await withClient(.hostname("127.0.0.1", port: port), .gob, { $0.backoff = .zero }) { client async throws in
            let sum: Endpoint<SumRequest, SumReply> = client.endpoint("Add.Sum")
            let refused = await status { try await sum(SumRequest(a: 1, b: 2)) }
            #expect(refused.hasPrefix("unavailable: cannot connect to 127.0.0.1:"))
            #expect(refused.hasSuffix(", unprocessed"))
        }
    }

    @Test("Names that cannot be served")
    func names() async {
        let sum = sum
        for names in [["Sum"], ["Add."], [".Sum"], ["Add.Sum", "Add.Sum"]] {
            await #expect(throws: NetRPCMethodError.self) {
                try await withNetRPCServer(
                    NetRPCMethods { for name in names { NetRPCMethod(name, to: sum) } }
                ) { _ in }
            }
        }
    }
}

private struct Unspeakable: Error {}

/// Opens once, for all who wait.
final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// Waits until the task is cancelled.
func untilCancelled() async {
    let gate = Gate()
    await withTaskCancellationHandler {
        await gate.wait()
    } onCancel: {
        gate.open()
    }
}
