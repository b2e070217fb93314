import ExporterTesting
import Logging
import Martlet
import MartletDiscovery
import MartletTesting
import MetricsTestKit
import ServiceLifecycle
import ServiceLifecycleTestKit
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RegistrarTests {
    private let clock = ManualClock()
    private let memory = InMemoryRegistry()
    private let metrics = TestMetrics()
    private let instance = Instance(host: "10.0.0.1", port: 80)
    private let dimensions = [("service", "memory:shop")]

    private func registrar(_ change: (inout Registrar.Configuration) -> Void = { _ in }) -> Registrar {
        registrar(memory.registry(of: "shop"), change)
    }

    private func registrar(
        _ registry: some Registry,
        _ change: (inout Registrar.Configuration) -> Void = { _ in }
    ) -> Registrar {
        Registrar(
            registry,
            configuration: .init(change),
            logger: Logger(label: "registrar") { _ in SwiftLogNoOpLogHandler() },
            metrics: metrics,
            clock: clock
        )
    }

    /// Waits until the registry has, or has not, the instance.
    private func waitUntil(_ isThere: Bool) async {
        let resolver = memory.resolver(of: "shop")
        let (snapshots, continuation) = AsyncStream.makeStream(of: Snapshot.self)
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await resolver.watch { continuation.yield($0) } }
            defer { group.cancelAll() }
            for await snapshot in snapshots where snapshot.isEmpty != isThere { return }
        }
    }

    @Test func registersWhenAnnouncedAndLeavesFirst() async throws {
        let registrar = registrar { $0.removalTimeout = .seconds(1000) }
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await registrar.run() }
                #expect(memory.instances(of: "shop") == [])
                registrar.announce(instance)
                await waitUntil(true)
                #expect(memory.instances(of: "shop") == [instance])
                trigger.triggerGracefulShutdown()
                // It is gone before the registrar has ended, and so before the server begins to drain.
                await waitUntil(false)
                #expect(!registrar.isRegistered)
                group.addTask {
                    // The sleeper may still be the limit for the removal.
                    for _ in 0..<1000 {
                        try await clock.waitForSleepers(1)
                        clock.advance(by: .milliseconds(500))
                    }
                }
                try await group.next()
                group.cancelAll()
            }
        }
        #expect(try metrics.expectMeter("martlet_registrar_registered", dimensions).lastValue == 0)
        #expect(try metrics.expectCounter("martlet_registrar_registrations", dimensions).totalValue == 1)
    }

    @Test func onlyTheFirstAnnouncementCounts() async {
        let registrar = registrar()
        registrar.announce(instance)
        registrar.announce(Instance(host: "10.0.0.2", port: 80))
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await registrar.run() }
            await waitUntil(true)
            #expect(memory.instances(of: "shop") == [instance])
            group.cancelAll()
        }
    }

    @Test func aCancelledProcessLeavesItToTheLease() async throws {
        let registrar = registrar()
        registrar.announce(instance)
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await registrar.run() }
                await waitUntil(true)
                group.cancelAll()
                try await group.waitForAll()
            }
        }
        #expect(memory.instances(of: "shop") == [instance])
    }

    @Test func registersAgainWhenTheRegistryHasForgottenOrWasAway() async throws {
        let registrar = registrar()
        registrar.announce(instance)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await registrar.run() }
            await waitUntil(true)
            memory.forget()
            try await clock.waitForSleepers(1)
            #expect(!registrar.isRegistered)
            clock.advance(by: .milliseconds(300))
            await waitUntil(true)
            memory.goAway()
            try await clock.waitForSleepers(1)
            memory.comeBack()
            memory.forget()
            clock.advance(by: .seconds(1))
            await waitUntil(true)
            group.cancelAll()
        }
        #expect(try metrics.expectCounter("martlet_registrar_failures", dimensions).totalValue == 2)
        #expect(try metrics.expectCounter("martlet_registrar_registrations", dimensions).totalValue >= 2)
    }

    @Test func triesForLongerAndLonger() async throws {
        memory.goAway()
        let registrar = registrar()
        registrar.announce(instance)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await registrar.run() }
            for _ in 0..<600 {
                try await clock.waitForSleepers(1)
                clock.advance(by: .milliseconds(100))
            }
            let failures = try metrics.expectCounter("martlet_registrar_failures", dimensions).totalValue
            #expect((4...120).contains(failures), "\(failures)")
            memory.comeBack()
            clock.advance(by: .seconds(15))
            await waitUntil(true)
            group.cancelAll()
        }
    }

    @Test func shutsDownThoughTheRegistryIsDeaf() async throws {
        let registrar = registrar(DeafRegistry()) { $0.drainDelay = .zero }
        registrar.announce(instance)
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await registrar.run() }
                trigger.triggerGracefulShutdown()
                try await clock.waitForSleepers(1)
                clock.advance(by: .seconds(5))
                try await group.waitForAll()
            }
        }
        #expect(try metrics.expectCounter("martlet_registrar_failures", [("service", "deaf")]).totalValue == 1)
    }

    @Test(
        "the removal is tried again while the registry is away, until there is no time left",
        arguments: [(.unavailable, 3, 0), (.unavailable, 10_000, 1), (.permissionDenied, 1, 1)]
            as [(Status.Code, Int, Int64)]
    )
    func removesAgain(code: Status.Code, failures: Int, reported: Int64) async throws {
        let registry = FailingRegistry(failures: failures, code: code)
        let registrar = registrar(registry) { $0.drainDelay = .zero }
        registrar.announce(instance)
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await registrar.run() }
                await registry.waitUntilKept()
                trigger.triggerGracefulShutdown()
                group.addTask {
                    // The delay and the limit.
                    while true {
                        try await clock.waitForSleepers(2)
                        clock.advance(by: .milliseconds(100))
                    }
                }
                try await group.next()
                group.cancelAll()
            }
        }
        #expect(
            try metrics.expectCounter("martlet_registrar_failures", [("service", "failing")]).totalValue == reported
        )
        let attempts = registry.attempts.load(ordering: .relaxed)
        // Three delays last 0.1 + 0.3 + 0.9 s at most, of 5.
        #expect(failures == 10_000 ? attempts > 3 : attempts == (reported == 0 ? failures + 1 : failures))
    }

    @Test func shutsDownBeforeItHasAnythingToAnnounce() async throws {
        let registrar = registrar()
        try await testGracefulShutdown { trigger in
            trigger.triggerGracefulShutdown()
            try await registrar.run()
        }
    }

    @Test func namesWhatItServes() {
        #expect("\(registrar())" == "registrar of memory:shop")
    }
}

/// Never answers.
private struct DeafRegistry: Registry {
    let id = "deaf"

    func keep(_ instance: Instance, confirm: @escaping @Sendable () -> Void) async throws {
        try await untilCancelled()
    }

    func remove(_ instance: Instance) async throws {
        try await untilCancelled()
    }
}

/// Cannot take an instance out the first few times.
private final class FailingRegistry: Registry {
    let id = "failing"
    let attempts = Atomic(0)
    private let failures: Int
    private let code: Status.Code
    private let (kept, keeps) = AsyncStream.makeStream(of: Void.self)

    init(failures: Int, code: Status.Code) {
        self.failures = failures
        self.code = code
    }

    func waitUntilKept() async {
        for await _ in kept { return }
    }

    func keep(_ instance: Instance, confirm: @escaping @Sendable () -> Void) async throws {
        keeps.yield()
        try await untilCancelled()
    }

    func remove(_ instance: Instance) async throws {
        let attempt = attempts.wrappingAdd(1, ordering: .relaxed).newValue
        guard attempt > failures else { throw Status(code, "attempt \(attempt)") }
    }
}
