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
struct DiscoveryTests {
    private let clock = ManualClock()
    private let memory = InMemoryRegistry()
    private let metrics = TestMetrics()
    private let one = Instance(host: "10.0.0.1", port: 80)
    private let two = Instance(host: "10.0.0.2", port: 80)

    private func discovery(_ change: (inout Discovery.Configuration) -> Void = { _ in }) -> Discovery {
        Discovery(
            configuration: .init {
                $0.coalescing = .zero
                change(&$0)
            },
            logger: Logger(label: "discovery") { _ in SwiftLogNoOpLogHandler() },
            metrics: metrics,
            clock: clock
        )
    }

    /// Runs a discovery while the body runs.
    private func running(_ discovery: Discovery, _ body: @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await discovery.run() }
            defer { group.cancelAll() }
            try await body()
        }
    }

    private func first(
        of instances: Instances,
        where isWanted: @Sendable (Resolution) -> Bool
    ) async throws -> Resolution {
        for await resolution in instances where isWanted(resolution) { return resolution }
        throw CancellationError()
    }

    @Test func fixedInstancesNeedNobody() async throws {
        let instances = Instances([one, two])
        #expect(instances.current.snapshot == Snapshot([one, two]))
        try await instances.waitUntilResolved()
    }

    @Test func followsARegistry() async throws {
        memory.put(one, of: "shop")
        let discovery = discovery()
        let instances = discovery.instances(of: memory.resolver(of: "shop"))
        #expect(instances.current.snapshot == nil)
        try await running(discovery) {
            try await instances.waitUntilResolved()
            #expect(instances.current.snapshot?.instances == [one])
            memory.put(two, of: "shop")
            _ = try await first(of: instances) { $0.snapshot?.count == 2 }
            memory.remove(id: one.id, of: "shop")
            _ = try await first(of: instances) { $0.snapshot?.instances == [two] }
        }
        let dimensions = [("service", "memory:shop")]
        #expect(try metrics.expectMeter("martlet_discovery_instances", dimensions).lastValue == 1)
        #expect(try metrics.expectCounter("martlet_discovery_updates", dimensions).totalValue == 3)
    }

    @Test func oneWatchForAll() async throws {
        let discovery = discovery()
        let early = discovery.instances(of: memory.resolver(of: "shop"))
        try await running(discovery) {
            let readers = (0..<100).map { _ in discovery.instances(of: memory.resolver(of: "shop")) }
            #expect(readers.allSatisfy { $0 === early })
            for reader in readers { try await reader.waitUntilResolved() }
            // One that is asked for while it runs begins, too.
            let other = discovery.instances(of: memory.resolver(of: "bank"))
            try await other.waitUntilResolved()
            #expect(memory.watchCount == 2)
        }
    }

    @Test func keepsTheLastKnownGood() async throws {
        memory.put(one, of: "shop")
        let discovery = discovery()
        let instances = discovery.instances(of: memory.resolver(of: "shop"))
        try await running(discovery) {
            try await instances.waitUntilResolved()
            memory.goAway(Status(.unavailable, "gone fishing"))
            let away = try await first(of: instances) { $0.failure != nil }
            #expect(away.failure?.message == "gone fishing")
            #expect(away.snapshot?.instances == [one])
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(30))
            try await clock.waitForSleepers(1)
            let age = try metrics.expectMeter("martlet_discovery_age_seconds", [("service", "memory:shop")])
            #expect(age.lastValue == 30)
            #expect(memory.watchCount == 2)
            memory.comeBack()
            memory.put(two, of: "shop")
            #expect(instances.current.failure != nil, "nobody has asked it yet")
            clock.advance(by: .seconds(30))
            let back = try await first(of: instances) { $0.failure == nil }
            #expect(back.snapshot?.instances == [one, two])
            #expect(age.lastValue == 0)
        }
    }

    @Test func dropsWhatIsTooOld() async throws {
        memory.put(one, of: "shop")
        let discovery = discovery { $0.maximumAge = .seconds(100) }
        let instances = discovery.instances(of: memory.resolver(of: "shop"))
        try await running(discovery) {
            try await instances.waitUntilResolved()
            memory.goAway()
            _ = try await first(of: instances) { $0.failure != nil }
            // The next try, and the end of the maximum age.
            try await clock.waitForSleepers(2)
            clock.advance(by: .seconds(99))
            try await clock.waitForSleepers(2)
            #expect(instances.current.snapshot?.instances == [one])
            clock.advance(by: .seconds(1))
            let expired = try await first(of: instances) { $0.hasExpired }
            #expect(expired.snapshot == nil)
            memory.comeBack()
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(30))
            let back = try await first(of: instances) { !$0.hasExpired }
            #expect(back.snapshot?.instances == [one])
        }
    }

    @Test func delaysGrowWhileTheRegistryIsAway() async throws {
        memory.goAway()
        let discovery = discovery()
        _ = discovery.instances(of: memory.resolver(of: "shop"))
        try await running(discovery) {
            try await clock.waitForSleepers(1)
            for _ in 0..<600 {
                clock.advance(by: .milliseconds(100))
                try await clock.waitForSleepers(1)
            }
            // A minute: without growth it would be at least 200 tries.
            #expect((4...120).contains(memory.watchCount), "\(memory.watchCount)")
        }
    }

    @Test func changesAreCoalesced() async throws {
        let discovery = discovery { $0.coalescing = .milliseconds(100) }
        let instances = discovery.instances(of: memory.resolver(of: "shop"))
        try await running(discovery) {
            try await instances.waitUntilResolved()
            try await clock.waitForSleepers(1)
            for number in 0..<200 { memory.put(Instance(host: "10.0.0.\(number)", port: 80), of: "shop") }
            #expect(instances.current.snapshot?.count == 0)
            clock.advance(by: .milliseconds(100))
            for _ in 0..<4 {
                _ = try await first(of: instances) { ($0.snapshot?.count ?? 0) > 0 }
                try await clock.waitForSleepers(1)
                clock.advance(by: .milliseconds(100))
                if instances.current.snapshot?.count == 200 { break }
            }
            _ = try await first(of: instances) { $0.snapshot?.count == 200 }
            let updates = try metrics.expectCounter("martlet_discovery_updates", [("service", "memory:shop")])
            #expect(updates.totalValue <= 5, "\(updates.totalValue)")
        }
    }

    @Test func aWatchThatEndsSilentlyIsBegunAgain() async throws {
        let discovery = discovery()
        let watches = Counted()
        let instances = discovery.instances(of: SilentResolver(watches: watches))
        try await running(discovery) {
            let failed = try await first(of: instances) { $0.failure != nil }
            #expect(failed.failure?.message == "the watch has ended")
            try await clock.waitForSleepers(1)
            clock.advance(by: .seconds(1))
            try await clock.waitForSleepers(1)
            #expect(watches.count.withLock { $0 } == 2)
        }
    }

    @Test func endsWithTheGroup() async throws {
        let discovery = discovery()
        let instances = discovery.instances(of: memory.resolver(of: "shop"))
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await discovery.run() }
                try await instances.waitUntilResolved()
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
        // What was known stays known.
        #expect(instances.current.snapshot != nil)
    }

    @Test func observersAreToldInOrderUntilTheyGo() async throws {
        let seen = Mutex<[Int]>([])
        let discovery = discovery()
        let instances = discovery.instances(of: memory.resolver(of: "shop"))
        try await running(discovery) {
            let observation = instances.observe { resolution in
                seen.withLock { $0.append(resolution.snapshot?.count ?? -1) }
            }
            try await instances.waitUntilResolved()
            memory.put(one, of: "shop")
            _ = try await first(of: instances) { $0.snapshot?.count == 1 }
            observation.cancel()
            memory.put(two, of: "shop")
            _ = try await first(of: instances) { $0.snapshot?.count == 2 }
        }
        #expect(seen.withLock { $0 } == [-1, 0, 1])
    }
}

private final class Counted: Sendable {
    let count = Mutex(0)
}

private struct SilentResolver: Resolver {
    let id = "silent"
    let watches: Counted

    func watch(_ report: @escaping @Sendable (Snapshot) -> Void) async throws {
        watches.count.withLock { $0 += 1 }
    }
}
