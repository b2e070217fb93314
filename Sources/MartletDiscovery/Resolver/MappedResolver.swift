extension Resolver {
    /// The resolver, with each instance changed or left out.
    ///
    /// ```swift
    /// let local = consul.compactMap(id: "local") { $0.zone == "eu-1a" ? $0 : nil }
    /// ```
    ///
    /// - Parameters:
    ///   - id: Names the change: resolvers whose ids are equal share one watch.
    ///   - transform: Returns what becomes of an instance; `nil` leaves it out.
    public func compactMap(
        id: String,
        _ transform: @escaping @Sendable (Instance) -> Instance?
    ) -> MappedResolver<Self> {
        MappedResolver(base: self, id: "\(self.id)|\(id)", transform: transform)
    }

    /// The resolver, with the instances of one zone only.
    ///
    /// To prefer a zone, and go to others when it has too little, balance by zone instead.
    ///
    /// - Parameter zone: The zone.
    public func inZone(_ zone: String) -> MappedResolver<Self> {
        compactMap(id: "zone=\(zone)") { $0.zone == zone ? $0 : nil }
    }

    /// The resolver, with the instances that have all of some tags only.
    ///
    /// - Parameter tags: The tags.
    public func tagged(_ tags: String...) -> MappedResolver<Self> {
        let tags = Set(tags)
        return compactMap(id: "tags=\(tags.sorted().joined(separator: ","))") { tags.isSubset(of: $0.tags) ? $0 : nil }
    }

    /// The resolver, with the instances that have a value in their metadata only.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - value: The value.
    public func matching(_ key: String, _ value: String) -> MappedResolver<Self> {
        compactMap(id: "\(key)=\(value)") { $0.metadata[key] == value ? $0 : nil }
    }

    /// The resolver, without the instances that are not known to be in good health.
    ///
    /// - Parameter accepted: What counts as good.
    public func healthy(_ accepted: Set<Instance.Health> = [.healthy, .warning]) -> MappedResolver<Self> {
        let names = accepted.map(\.description).sorted().joined(separator: ",")
        return compactMap(id: "health=\(names)") { accepted.contains($0.health) ? $0 : nil }
    }
}

/// A resolver whose instances are changed or left out: ``Resolver/compactMap(id:_:)``.
public struct MappedResolver<Base: Resolver>: Resolver {
    fileprivate let base: Base

    /// The id of the base, and what was changed.
    public let id: String

    fileprivate let transform: @Sendable (Instance) -> Instance?

    /// Watches the base.
    public func watch(_ report: @escaping @Sendable (Snapshot) -> Void) async throws {
        try await base.watch { [transform] in report(Snapshot($0.instances.lazy.compactMap(transform))) }
    }
}
