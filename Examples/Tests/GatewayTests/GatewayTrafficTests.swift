import ArgumentParser
import ExampleTesting
import Martlet
import MartletDiscovery
import MartletHTTP
import MartletTesting
import Profiles
import ServiceLifecycle
import Strings
import Synchronization
import Testing

@testable import apigateway

/// Instances come and go, over sockets, while the gateway is called all the time.
@Suite("The gateway under traffic", .timeLimit(.minutes(2)), .serialized)
struct GatewayTrafficTests {
    private let memory = InMemoryRegistry()

    /// A service that registers itself while its task runs.
    private func runInstance(_ service: String, _ routes: HTTPRoutes, until ending: Ending) async {
        let registrar = Registrar(
            memory.registry(of: service),
            configuration: .init { $0.drainDelay = .milliseconds(300) },
            logger: silence
        )
        let server = HTTPServer(
            routes,
            on: .hostname("127.0.0.1", port: 0),
            configuration: .init {
                $0.threads = .count(1)
                $0.onListening = { registrar.announce(Instance(host: "127.0.0.1", port: UInt16($0.port ?? 0))) }
            },
            logger: silence
        )
        let group = ServiceGroup(services: [server, registrar], logger: silence)
        await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            switch await ending.wait() {
            case .kill: tasks.cancelAll()
            case .drain: await group.triggerGracefulShutdown()
            }
            try? await tasks.waitForAll()
        }
    }

    /// Runs the gateway while the body calls it.
    private func withGateway(_ body: (Peer) async throws -> Void) async throws {
        let discovery = Discovery(logger: silence)
        let transport = NIOHTTPTransport()
        let app = try App.parse(["--file", "/nowhere", "--http-addr", "127.0.0.1:0"])
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await discovery.run() }
            tasks.addTask { try await transport.run() }
            try await withServer { onListening in
                app.build(
                    { discovery.instances(of: memory.resolver(of: $0)) },
                    over: transport,
                    logger: silence,
                    onListening: onListening
                )
            } _: {
                try await body($0)
            }
            tasks.cancelAll()
            try? await tasks.waitForAll()
        }
    }

    private func waitUntil(_ count: Int, _ service: String) async {
        let discovery = Discovery(logger: silence)
        await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await discovery.run() }
            for await known in discovery.instances(of: memory.resolver(of: service))
            where known.snapshot?.count == count { break }
            tasks.cancelAll()
        }
    }

    @Test("a drained instance costs no request of any kind, though none may be repeated")
    func drain() async throws {
        let routes = ProfileEndpoints(StoredProfileService(MemoryProfileStore())).routes
        let endings = (0..<3).map { _ in Ending() }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for ending in endings { tasks.addTask { await runInstance("profilesvc", routes, until: ending) } }
            await waitUntil(3, "profilesvc")
            try await withGateway { gateway in
                // Adding a profile is not idempotent.
                let load = Load { number in
                    try await gateway.send(.post, "/profilesvc/profiles/", #"{"id":"\#(number)"}"#).status
                }
                try await load.run {
                    try await load.wait(for: 100)
                    endings[0].end(.drain)
                    await waitUntil(2, "profilesvc")
                    try await load.wait(for: 500)
                    endings[1].end(.drain)
                    await waitUntil(1, "profilesvc")
                    try await load.wait(for: 500)
                }
                #expect(load.outcomes.keys.sorted() == [200], "\(load.outcomes)")
            }
            endings[2].end(.kill)
            try await tasks.waitForAll()
        }
    }

    @Test("killed and added instances cost no idempotent request")
    func kill() async throws {
        let routes = StringEndpoints(BasicStringService(), counts: CallCounts()).routes
        let endings = (0..<6).map { _ in Ending() }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for ending in endings[..<3] { tasks.addTask { await runInstance("stringsvc", routes, until: ending) } }
            await waitUntil(3, "stringsvc")
            try await withGateway { gateway in
                let load = Load { _ in
                    try await gateway.send(.post, "/stringsvc/uppercase", #"{"s":"hello"}"#).status
                }
                try await load.run {
                    try await load.wait(for: 100)
                    for number in 0..<3 {
                        // The killed one stays in the registry, as until the end of a lease.
                        endings[number].end(.kill)
                        try await load.wait(for: 300)
                        tasks.addTask { await runInstance("stringsvc", routes, until: endings[number + 3]) }
                        await waitUntil(4 + number, "stringsvc")
                        try await load.wait(for: 300)
                    }
                }
                #expect(load.outcomes.keys.sorted() == [200], "\(load.outcomes)")
            }
            for ending in endings[3...] { ending.end(.kill) }
            try await tasks.waitForAll()
        }
    }
}

/// How an instance ends, once somebody says so.
private final class Ending: Sendable {
    enum Kind { case kill, drain }

    private let (kinds, kind) = AsyncStream.makeStream(of: Kind.self)

    func end(_ kind: Kind) {
        self.kind.yield(kind)
        self.kind.finish()
    }

    func wait() async -> Kind {
        for await kind in kinds { return kind }
        return .kill
    }
}

/// Requests one after the other, from several clients at the same time.
private final class Load: Sendable {
    private struct State {
        var next = 0
        var outcomes: [Int: Int] = [:]
    }

    private let state = Mutex(State())
    private let send: @Sendable (Int) async throws -> Int
    private let (ticks, tick) = AsyncStream.makeStream(of: Void.self)

    init(_ send: @escaping @Sendable (Int) async throws -> Int) {
        self.send = send
    }

    /// How often each status came back.
    var outcomes: [Int: Int] { state.withLock { $0.outcomes } }

    /// Calls while the body runs.
    func run(_ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<8 {
                tasks.addTask {
                    while !Task.isCancelled {
                        let number = self.state.withLock { state in
                            state.next += 1
                            return state.next
                        }
                        let status = try await self.send(number)
                        // What is cancelled at the end does not count.
                        guard !Task.isCancelled else { return }
                        self.state.withLock { $0.outcomes[status, default: 0] += 1 }
                        self.tick.yield()
                    }
                }
            }
            try await body()
            tasks.cancelAll()
            try? await tasks.waitForAll()
        }
    }

    /// Waits for that many more answers.
    func wait(for count: Int) async throws {
        var left = count
        for await _ in ticks {
            left -= 1
            if left == 0 { return }
        }
        throw CancellationError()
    }
}
