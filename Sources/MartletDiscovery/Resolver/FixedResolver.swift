/// A set that never changes, where a resolver is wanted: in front of a registry that is not there yet, or in a test.
///
/// Where no resolver is wanted, ``Instances/init(_:)`` is shorter and needs no ``Discovery``.
public struct FixedResolver: Resolver {
    /// `fixed:` and what it was given.
    public let id: String

    private let snapshot: Snapshot

    /// Makes a resolver.
    ///
    /// - Parameters:
    ///   - service: The name of the service, for logs and metrics.
    ///   - instances: Its instances.
    public init(_ service: String, _ instances: [Instance]) {
        id = "fixed:\(service)"
        snapshot = Snapshot(instances)
    }

    /// Reports the set, and waits.
    public func watch(_ report: @escaping @Sendable (Snapshot) -> Void) async throws {
        report(snapshot)
        try await untilCancelled()
    }
}
