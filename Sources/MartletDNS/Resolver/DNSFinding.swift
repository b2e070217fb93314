import MartletDiscovery

/// What one round of questions has found.
struct DNSFinding: Hashable, Sendable {
    /// The instances; none for a negative answer.
    var instances: [Instance]

    /// For how long that may be kept; `nil` when nobody says.
    var timeToLive: Duration?

    /// Whether the zone says that there is no such service, which is more than that it knows of none.
    var isNotOffered = false
}
