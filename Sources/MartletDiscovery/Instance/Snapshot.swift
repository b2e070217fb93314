/// All instances of a service at one moment: always the whole set, never a change to it.
public struct Snapshot: Hashable, Sendable {
    /// The instances, each id once, in the order of their ids.
    public let instances: [Instance]

    /// Makes a snapshot.
    ///
    /// - Parameter instances: In any order. Of several with the same id the first one counts.
    public init(_ instances: some Sequence<Instance>) {
        var seen: Set<String> = []
        self.instances = instances.filter { seen.insert($0.id).inserted }.sorted { $0.id < $1.id }
    }

    /// Whether there is no instance.
    public var isEmpty: Bool { instances.isEmpty }

    /// How many instances there are.
    public var count: Int { instances.count }
}
