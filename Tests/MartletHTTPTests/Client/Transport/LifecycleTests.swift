import HTTPTypes
import Logging
import Martlet
import MartletHTTP
import NIOPosix
import ServiceLifecycle
import Testing

@Suite("The life of a transport", .eachTransport, .timeLimit(.minutes(1)))
struct LifecycleTests {
    private func make() -> any ClosableTransport {
        TransportKind.current.make()
    }

    @Test("a transport that is never run is released without a crash")
    func released() {
        _ = make()
    }

    @Test("shutting down twice is fine")
    func twice() async throws {
        let transport = make()
        try await transport.shutdown()
        try await transport.shutdown()
    }

    @Test("as a service it ends when its task is cancelled, and the client with it")
    func cancelled() async throws {
        let transport = make()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await transport.run() }
            group.cancelAll()
            try await group.waitForAll()
        }
        let error = await status {
            _ = try await transport.send(OutgoingRequest(.get, "http://127.0.0.1:1"), deadline: nil)
        }
        #expect(error?.retry == .never)
    }

    @Test("in a group it is shut down after the services that use it")
    func group() async throws {
        try await ScriptedPeer.with { connection in
            while try await !connection.readRequest().isEmpty { try await connection.answer("200 OK", "{}") }
        } _: { origin in
            let transport = make()
            let endpoint: Endpoint<Empty, Empty> = HTTPCaller(transport).endpoint("a", .get, origin)
            let calls = Recorder<Bool>()
            let user = CallingService { calls.record((try? await endpoint(Empty())) != nil) }
            let group = ServiceGroup(
                configuration: .init(
                    services: [.init(service: transport), .init(service: user)],
                    logger: Logger(label: "test")
                )
            )
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                await user.started.wait()
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
            #expect(calls.elements == [true])
        }
    }
}

/// Makes a call when it is shut down, as a server does that answers its last requests.
private struct CallingService: Service {
    let started = Signal()
    let call: @Sendable () async -> Void

    init(_ call: @escaping @Sendable () async -> Void) {
        self.call = call
    }

    func run() async throws {
        started.send()
        try? await gracefulShutdown()
        await call()
    }
}
