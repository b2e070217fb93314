package import MartletZooKeeperProtocol

/// Who may do what with the nodes that a registry creates
/// ([access lists](https://zookeeper.apache.org/doc/r3.8.0/zookeeperProgrammers.html#sc_ZooKeeperAccessControl)).
public struct ZooKeeperAccess: Sendable, Hashable {
    package let entries: [AccessEntry]

    /// Everybody may do everything. The default, as in Go kit; for networks in which everybody is trusted.
    public static let open = ZooKeeperAccess(entries: [
        AccessEntry(permissions: 31, scheme: "world", identity: "anyone")
    ])

    /// Who has the credentials of the client may do everything, and nobody else anything.
    public static let creatorOnly = ZooKeeperAccess(entries: [
        AccessEntry(permissions: 31, scheme: "auth", identity: "")
    ])

    /// Who has the credentials of the client may do everything, and everybody may read.
    public static let creatorWrites = ZooKeeperAccess(entries: [
        AccessEntry(permissions: 31, scheme: "auth", identity: ""),
        AccessEntry(permissions: 1, scheme: "world", identity: "anyone"),
    ])
}
