import MartletDiscovery

/// The checks of ``ResolverConformance``.
struct ResolverUnderTest<Source: Resolver>: Sendable {
    let service: String
    let facts: InstanceFacts
    let makeResolver: @Sendable (String) -> Source
    let put: @Sendable (Instance, String) async throws -> Void
    let remove: @Sendable (Instance, String) async throws -> Void

    private var resolver: SnapshotReader<Source> { SnapshotReader(resolver: makeResolver(service)) }

    func run(_ check: ResolverConformance.Check) async throws {
        switch check {
        case .reportsEmptySet: try await checkEmptySet()
        case .reportsWholeSet: try await checkWholeSet()
        case .followsChanges: try await checkChanges()
        case .followsFacts: try await checkChangedFacts()
        case .keepsFacts: try await checkFacts()
        case .takesIPv6: try await checkIPv6()
        case .watchesSideBySide: try await checkSideBySide()
        case .endsWhenCancelled: try await checkCancellation()
        case .hasStableID: try checkID()
        default: throw ConformanceProblem("there is no check of this name")
        }
    }

    private func instance(_ number: Int) -> Instance {
        Instance(host: "127.0.0.\(number)", port: UInt16(8000 + number))
    }

    /// Waits for a set of the addresses of these instances, whatever their ids.
    private func addresses(_ instances: [Instance], in snapshots: inout SnapshotSequence) async throws {
        let wanted = Set(instances.map(\.address))
        _ = try await snapshots.first { $0.count == wanted.count && Set($0.instances.map(\.address)) == wanted }
    }

    private func checkEmptySet() async throws {
        try await resolver.read { snapshots in
            let first = try await snapshots.first { _ in true }
            try ConformanceProblem.require(first.isEmpty, "nobody has registered, the set is \(first.instances)")
        }
    }

    private func checkWholeSet() async throws {
        let instances = [instance(1), instance(2), instance(3)]
        for instance in instances { try await put(instance, service) }
        // What was put may take a while to be there, but not after it has been seen once.
        try await resolver.read { try await addresses(instances, in: &$0) }
        try await resolver.read { snapshots in
            let first = try await snapshots.first { _ in true }
            try ConformanceProblem.require(
                first.count == 3,
                "three are registered, the first set is \(first.instances)"
            )
        }
        for instance in instances { try await remove(instance, service) }
    }

    private func checkChanges() async throws {
        try await put(instance(1), service)
        try await resolver.read { snapshots in
            try await addresses([instance(1)], in: &snapshots)
            try await put(instance(2), service)
            try await addresses([instance(1), instance(2)], in: &snapshots)
            try await remove(instance(1), service)
            try await addresses([instance(2)], in: &snapshots)
            try await put(instance(3), service)
            try await addresses([instance(2), instance(3)], in: &snapshots)
        }
        for number in 2...3 { try await remove(instance(number), service) }
    }

    private func checkChangedFacts() async throws {
        guard facts.contains(.metadata) || facts.contains(.weight) else { return }
        var instance = Instance(host: "127.0.0.1", port: 8001, id: "same", metadata: ["version": "1"], weight: 2)
        try await put(instance, service)
        try await resolver.read { snapshots in
            let before = try await snapshots.first { $0.count == 1 }
            instance.metadata["version"] = "2"
            instance.weight = 3
            try await put(instance, service)
            let after = try await snapshots.first { $0.count == 1 && $0 != before }
            try require(after.instances, toBe: [instance])
            try ConformanceProblem.require(
                after.instances[0].id == before.instances[0].id,
                "the id was \(before.instances[0].id) and is \(after.instances[0].id) now"
            )
        }
        try await remove(instance, service)
    }

    private func checkFacts() async throws {
        let instance = Instance(
            host: "127.0.0.9",
            port: 65_535,
            id: "shop-9",
            tags: ["blue", "v2"],
            metadata: ["version": "2.1", "note": "ä \"quoted\" text"],
            weight: 7,
            priority: 3,
            zone: "eu-1a"
        )
        try await put(instance, service)
        try await resolver.read { snapshots in
            let snapshot = try await snapshots.first { $0.count == 1 }
            try require(snapshot.instances, toBe: [instance])
        }
        try await remove(instance, service)
    }

    private func checkIPv6() async throws {
        let instance = Instance(host: "2001:db8::1", port: 80)
        try await put(instance, service)
        try await resolver.read { snapshots in
            let snapshot = try await snapshots.first { $0.count == 1 }
            try require(snapshot.instances, toBe: [instance], facts: [])
        }
        try await remove(instance, service)
    }

    private func checkSideBySide() async throws {
        try await put(instance(1), service)
        let resolver = resolver
        try await resolver.read { one in
            try await addresses([instance(1)], in: &one)
            try await resolver.read { try await addresses([instance(1)], in: &$0) }
            try await put(instance(2), service)
            try await addresses([instance(1), instance(2)], in: &one)
        }
        for number in 1...2 { try await remove(instance(number), service) }
    }

    private func checkCancellation() async throws {
        let resolver = makeResolver(service)
        try await checkPromptCancellation { signal in try await resolver.watch { _ in signal() } }
    }

    private func checkID() throws {
        let (one, two) = (makeResolver(service), makeResolver(service))
        try ConformanceProblem.require(one.id == two.id, "of the same service the ids are \(one.id) and \(two.id)")
        let other = makeResolver(service + "-other")
        try ConformanceProblem.require(one.id != other.id, "of another service the id is \(one.id), too")
        try ConformanceProblem.require(!one.id.isEmpty, "the id is empty")
    }

    private func require(
        _ instances: [Instance],
        toBe expected: [Instance],
        facts only: InstanceFacts? = nil
    ) throws {
        try ConformanceProblem.require(
            instances.count == expected.count,
            "there are \(instances.count) instances, not \(expected.count)"
        )
        for (instance, expected) in zip(instances, expected) {
            let differences = (only ?? facts).differences(expected, instance)
            try ConformanceProblem.require(differences.isEmpty, differences.joined(separator: "; "))
        }
    }
}
