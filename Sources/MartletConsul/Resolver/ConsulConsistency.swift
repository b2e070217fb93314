/// How fresh an answer must be. Source: <https://developer.hashicorp.com/consul/api-docs/features/consistency>.
public struct ConsulConsistency: Hashable, Sendable {
    /// The name of the query parameter; `nil` for none.
    let parameter: String?

    /// What the leader knows. It may be wrong for a moment when the leader changes.
    public static let leader = ConsulConsistency(parameter: nil)

    /// What the leader knows and most servers have confirmed: a round trip more.
    public static let consistent = ConsulConsistency(parameter: "consistent")

    /// What any server knows, mostly some 50 ms old: for very many watches, and when there is no leader.
    public static let stale = ConsulConsistency(parameter: "stale")
}
