public import Martlet

/// What is known of the instances of a service, and why it is not more.
public struct Resolution: Sendable {
    /// The last snapshot; `nil` until there is one, and when the last one has become too old.
    public internal(set) var snapshot: Snapshot?

    /// What is wrong with the registry at present; `nil` while it is in contact, and until the first attempt has ended.
    public internal(set) var failure: Status?

    /// Whether there was a snapshot, which has been dropped because the registry has been away for too long.
    public internal(set) var hasExpired = false

    /// Makes a resolution of which nothing is known yet.
    public init() {}

    /// Makes a resolution.
    ///
    /// - Parameter snapshot: What is known.
    public init(_ snapshot: Snapshot) {
        self.snapshot = snapshot
    }

    /// Makes the union of several: as soon as each has a snapshot or has failed, what they have.
    init(merging parts: [Resolution]) {
        let isKnown = parts.allSatisfy { $0.snapshot != nil || $0.failure != nil }
        let snapshots = parts.compactMap(\.snapshot)
        if isKnown, !snapshots.isEmpty { snapshot = Snapshot(snapshots.flatMap(\.instances)) }
        failure = parts.lazy.compactMap(\.failure).first
        hasExpired = snapshot == nil && parts.contains(where: \.hasExpired)
    }
}
