/// How many nodes of an InfluxDB Enterprise cluster have to have a point before the write counts as done; a single
/// server does not look at it.
public struct InfluxDBConsistency: Hashable, Sendable {
    /// One node, or its queue of writes for others.
    public static let any = InfluxDBConsistency(value: "any")

    /// One node.
    public static let one = InfluxDBConsistency(value: "one")

    /// Most nodes.
    public static let quorum = InfluxDBConsistency(value: "quorum")

    /// All nodes.
    public static let all = InfluxDBConsistency(value: "all")

    let value: String
}
