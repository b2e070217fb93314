import MartletDiscovery
import MartletTesting
import Testing

/// Fixed and mapped resolvers.
@Suite(.timeLimit(.minutes(1)))
struct DerivedResolverTests {
    private let memory = InMemoryRegistry()

    /// The first set that a resolver reports.
    private func first(_ resolver: some Resolver, where isWanted: @Sendable (Snapshot) -> Bool = { _ in true })
        async throws
        -> [Instance]
    {
        let (snapshots, continuation) = AsyncStream.makeStream(of: Snapshot.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await resolver.watch { continuation.yield($0) }
            }
            defer { group.cancelAll() }
            for await snapshot in snapshots where isWanted(snapshot) { return snapshot.instances }
            try await group.waitForAll()
            throw CancellationError()
        }
    }

    @Test func fixed() async throws {
        let resolver = FixedResolver("shop", [Instance(host: "b", port: 1), Instance(host: "a", port: 1)])
        #expect(try await first(resolver).map(\.id) == ["a:1", "b:1"])
        #expect(resolver.id == "fixed:shop")
    }

    @Test func filters() async throws {
        let memory = memory
        memory.put(Instance(host: "a", port: 1, tags: ["x", "y"], metadata: ["v": "1"], zone: "n"), of: "shop")
        memory.put(
            Instance(host: "b", port: 1, tags: ["x"], metadata: ["v": "2"], zone: "s", health: .unhealthy),
            of: "shop"
        )
        memory.put(Instance(host: "c", port: 1, zone: "s", health: .warning), of: "shop")
        let all = memory.resolver(of: "shop")
        #expect(try await first(all.inZone("s")).map(\.host) == ["b", "c"])
        #expect(try await first(all.tagged("x")).map(\.host) == ["a", "b"])
        #expect(try await first(all.tagged("x", "y")).map(\.host) == ["a"])
        #expect(try await first(all.matching("v", "2")).map(\.host) == ["b"])
        #expect(try await first(all.healthy()).map(\.host) == ["a", "c"])
        #expect(try await first(all.healthy([.healthy])).map(\.host) == ["a"])
        #expect(try await first(all.inZone("s").healthy()).map(\.host) == ["c"])
        #expect(all.inZone("s").healthy().id == "memory:shop|zone=s|health=healthy,warning")
        #expect(all.tagged("y", "x").id == all.tagged("x", "y").id)
        let heavy = all.compactMap(id: "heavy") { instance in
            var instance = instance
            instance.weight = 9
            return instance
        }
        #expect(try await first(heavy).map(\.weight) == [9, 9, 9])
    }

    @Test func conforms() async throws {
        let memory = memory
        try await ResolverConformance.check {
            memory.resolver(of: $0).healthy()
        } put: {
            memory.put($0, of: $1)
        } remove: {
            memory.remove(id: $0.id, of: $1)
        }
    }
}
