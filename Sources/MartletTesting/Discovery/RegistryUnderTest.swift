import MartletDiscovery

/// The checks of ``RegistryConformance``.
struct RegistryUnderTest<Place: Registry, Source: Resolver>: Sendable {
    let registry: Place
    let resolver: SnapshotReader<Source>
    let facts: InstanceFacts

    private let one = Instance(host: "127.0.0.1", port: 8001, id: "one", metadata: ["version": "1"], weight: 2)
    private let two = Instance(host: "127.0.0.1", port: 8002, id: "two")

    init(registry: Place, resolver: SnapshotReader<Source>, facts: InstanceFacts) {
        self.registry = registry
        self.resolver = resolver
        self.facts = facts
    }

    func run(_ check: RegistryConformance.Check) async throws {
        switch check {
        case .registers: try await checkRegisters()
        case .keepsInstancesApart: try await checkInstancesApart()
        case .replaces: try await checkReplaces()
        case .endsWhenCancelled: try await checkCancellation()
        case .removesNothing: try await registry.remove(one)
        default: throw ConformanceProblem("there is no check of this name")
        }
    }

    /// Keeps an instance while the body runs, which begins when the registry has confirmed it.
    private func keeping(_ instance: Instance, _ body: () async throws -> Void) async throws {
        let (confirmations, confirmation) = AsyncThrowingStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await registry.keep(instance) { confirmation.yield() }
                    confirmation.finish(throwing: ConformanceProblem("keeping has ended without an error"))
                } catch {
                    confirmation.finish(throwing: error)
                }
            }
            defer { group.cancelAll() }
            for try await _ in confirmations { break }
            try await body()
        }
    }

    private func checkRegisters() async throws {
        try await keeping(one) {
            try await resolver.read { snapshots in
                let snapshot = try await snapshots.first { $0.count == 1 }
                let differences = facts.differences(one, snapshot.instances[0])
                try ConformanceProblem.require(differences.isEmpty, differences.joined(separator: "; "))
            }
        }
        try await registry.remove(one)
        try await resolver.read { snapshots in
            _ = try await snapshots.first { $0.isEmpty }
        }
    }

    private func checkInstancesApart() async throws {
        try await keeping(one) {
            try await keeping(two) {
                try await resolver.read { _ = try await $0.first { $0.count == 2 } }
            }
            try await registry.remove(two)
            try await resolver.read { snapshots in
                let rest = try await snapshots.first { $0.count == 1 }
                try ConformanceProblem.require(
                    rest.instances[0].address == one.address,
                    "the second was removed, there is \(rest.instances)"
                )
            }
        }
        try await registry.remove(one)
    }

    private func checkReplaces() async throws {
        // What a killed process has left behind.
        try await keeping(one) {}
        var changed = one
        changed.metadata["version"] = "2"
        try await keeping(changed) {
            try await resolver.read { snapshots in
                _ = try await snapshots.first {
                    $0.count == 1 && facts.differences(changed, $0.instances[0]).isEmpty
                }
            }
        }
        try await registry.remove(changed)
        try await resolver.read { _ = try await $0.first { $0.isEmpty } }
    }

    private func checkCancellation() async throws {
        try await checkPromptCancellation { [registry, one] in try await registry.keep(one, confirm: $0) }
        try await registry.remove(one)
    }
}
