import Martlet
import MartletHTTP
import MartletThrift
import MartletThriftProtocol
import Testing

@Suite("Oneway calls, of which nobody waits for an answer")
struct OnewayTests {
    /// What happens to a oneway call, and to a call beside it that waits until it is cancelled.
    private final class Work: Sendable {
        let begun: AsyncStream<Void>
        let hasBegun: AsyncStream<Void>.Continuation
        let ended: AsyncStream<String>
        let end: AsyncStream<String>.Continuation
        let gate = AsyncStream.makeStream(of: Void.self)

        init() {
            (begun, hasBegun) = AsyncStream.makeStream()
            (ended, end) = AsyncStream.makeStream()
        }

        var bindings: ThriftBindings {
            ThriftBindings {
                ThriftBinding(
                    DepotMethods.note,
                    to: Endpoint("note") { (_: Arguments<String>) in
                        self.hasBegun.yield()
                        await withTaskCancellationHandler {
                            for await _ in self.gate.stream {}
                        } onCancel: {
                            self.gate.continuation.finish()
                        }
                        self.end.yield(Task.isCancelled ? "oneway cancelled" : "oneway done")
                        return ThriftVoid()
                    }
                )
                ThriftBinding(
                    DepotMethods.nothing,
                    to: Endpoint("nothing") { (_: NoArguments) in
                        self.hasBegun.yield()
                        await untilCancelled()
                        self.end.yield("call cancelled")
                        return ThriftVoid()
                    }
                )
            }
        }

        /// Sends both calls, waits until they have begun, and goes away.
        func sendAndLeave(port: Int) async throws {
            let wire = Wire(.framed, .binary)
            let calls =
                try wire.bytes("note", kind: .oneway, Arguments("a"))
                + wire.bytes("nothing", sequenceID: 2, NoArguments())
            try await RawConnection.with(port: port) { send, _ in
                try await send(calls)
                var iterator = self.begun.makeAsyncIterator()
                _ = await iterator.next(isolation: #isolation)
                _ = await iterator.next(isolation: #isolation)
            }
        }
    }

    @Test("They go on when the client has gone, and a shutdown waits for them", .timeLimit(.minutes(1)))
    func clientGone() async throws {
        let work = Work()
        try await withThriftServer(work.bindings) { server async throws in
            try await work.sendAndLeave(port: server.port)
            var ends = work.ended.makeAsyncIterator()
            #expect(await ends.next(isolation: #isolation) == "call cancelled")
            await server.beginShutdown()
            work.gate.continuation.finish()
            #expect(await ends.next(isolation: #isolation) == "oneway done")
            await server.waitForEnd()
        }
    }

    @Test("They are cancelled with the server, also when the client has gone", .timeLimit(.minutes(1)))
    func serverCancelled() async throws {
        let work = Work()
        try await withThriftServer(work.bindings) { server async throws in
            try await work.sendAndLeave(port: server.port)
            var ends = work.ended.makeAsyncIterator()
            #expect(await ends.next(isolation: #isolation) == "call cancelled")
            server.cancel()
            #expect(await ends.next(isolation: #isolation) == "oneway cancelled")
            await server.waitForEnd()
        }
    }

    @Test("They are cancelled when a shutdown has waited long enough", .timeLimit(.minutes(1)))
    func drainTimeout() async throws {
        let work = Work()
        try await withThriftServer(
            work.bindings,
            { $0.timeouts.drain = .milliseconds(50) }
        ) { server async throws in
            try await work.sendAndLeave(port: server.port)
            var ends = work.ended.makeAsyncIterator()
            #expect(await ends.next(isolation: #isolation) == "call cancelled")
            await server.beginShutdown()
            #expect(await ends.next(isolation: #isolation) == "oneway cancelled")
            await server.waitForEnd()
        }
    }
}
