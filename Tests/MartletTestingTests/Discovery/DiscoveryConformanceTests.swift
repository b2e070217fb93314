import Martlet
import MartletDiscovery
import MartletTesting
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DiscoveryConformanceTests {
    private let memory = InMemoryRegistry()

    @Test func memoryResolves() async throws {
        try await check { $0 }
    }

    @Test func memoryRegisters() async throws {
        let memory = memory
        try await RegistryConformance.check {
            memory.registry(of: $0)
        } resolver: {
            memory.resolver(of: $0)
        }
    }

    // MARK: - What does not conform

    @Test func losesFacts() async throws {
        await expect(["followsFacts", "keepsFacts"], only: .followsFacts, .keepsFacts, timeLimit: .milliseconds(200)) {
            base in
            base.compactMap(id: "bare") { Instance(host: $0.host, port: $0.port, id: $0.id) }
        }
    }

    @Test func reportsOnce() async throws {
        await expect(
            ["followsChanges", "followsFacts", "watchesSideBySide"],
            only: .followsChanges,
            .followsFacts,
            .watchesSideBySide,
            timeLimit: .milliseconds(200)
        ) { ReportsOnce(base: $0) }
    }

    @Test func endsSilently() async throws {
        await expect(["reportsEmptySet"], only: .reportsEmptySet) { EndsSilently(base: $0) }
        await expect(["endsWhenCancelled"], only: .endsWhenCancelled) { EndsSilently(base: $0) }
    }

    @Test func bracketsAddresses() async throws {
        await expect(["takesIPv6"], only: .takesIPv6) { base in
            base.compactMap(id: "brackets") {
                // What an instance would be that keeps the brackets.
                Instance(host: "[\($0.host)]x", port: $0.port)
            }
        }
    }

    @Test func sharesItsID() async throws {
        await expect(["hasStableID"], only: .hasStableID) { Nameless(base: $0) }
    }

    private func check<Source: Resolver>(
        except exceptions: Set<ResolverConformance.Check> = [],
        timeLimit: Duration = .seconds(30),
        _ make: @escaping @Sendable (InMemoryResolver) -> Source
    ) async throws {
        let memory = memory
        try await ResolverConformance.check(except: exceptions, timeLimit: timeLimit) {
            make(memory.resolver(of: $0))
        } put: {
            memory.put($0, of: $1)
        } remove: {
            memory.remove(id: $0.id, of: $1)
        }
    }

    private func expect<Source: Resolver>(
        _ names: [String],
        only checks: ResolverConformance.Check...,
        timeLimit: Duration = .seconds(30),
        _ make: @escaping @Sendable (InMemoryResolver) -> Source
    ) async {
        let exceptions = Set(ResolverConformance.Check.allCases).subtracting(checks)
        let failure = await #expect(throws: ConformanceFailure.self) {
            try await check(except: exceptions, timeLimit: timeLimit, make)
        }
        #expect(failure?.problems.map(\.check) == names, "\(String(describing: failure))")
    }
}

private struct ReportsOnce: Resolver {
    let base: InMemoryResolver
    var id: String { base.id }

    func watch(_ report: @escaping @Sendable (Snapshot) -> Void) async throws {
        let (first, continuation) = AsyncStream.makeStream(of: Snapshot.self, bufferingPolicy: .bufferingOldest(1))
        try await base.watch {
            if case .enqueued = continuation.yield($0) { report($0) }
        }
        withExtendedLifetime(first) {}
    }
}

private struct EndsSilently: Resolver {
    let base: InMemoryResolver
    var id: String { base.id }

    func watch(_ report: @escaping @Sendable (Snapshot) -> Void) async throws {}
}

private struct Nameless: Resolver {
    let base: InMemoryResolver
    var id: String { "resolver" }

    func watch(_ report: @escaping @Sendable (Snapshot) -> Void) async throws {
        try await base.watch(report)
    }
}
