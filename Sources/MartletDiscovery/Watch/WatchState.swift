import Martlet

/// What one watch knows: the state machine behind ``Instances``.
struct WatchState<Time: InstantProtocol> where Time.Duration == Duration {
    private(set) var resolution = Resolution()

    /// When the registry was lost; `nil` while it is in contact.
    private(set) var lostSince: Time?

    /// Whether the watch has told anything since it was last begun.
    private var hasReported = false

    private let maximumAge: Duration?

    /// - Parameter maximumAge: How long the last snapshot is kept when the registry is away; `nil` for ever.
    init(maximumAge: Duration?) {
        self.maximumAge = maximumAge
    }

    /// How long the registry has been away.
    func age(at now: Time) -> Duration {
        lostSince.map { max(.zero, $0.duration(to: now)) } ?? .zero
    }

    /// When what is known becomes too old.
    var expiry: Time? {
        guard let maximumAge, let lostSince, resolution.snapshot != nil else { return nil }
        return lostSince.advanced(by: maximumAge)
    }

    /// The registry has told the whole set, or confirmed it.
    ///
    /// - Returns: Whether that is news.
    mutating func reported(_ snapshot: Snapshot) -> Bool {
        hasReported = true
        guard resolution.snapshot != snapshot || resolution.failure != nil else { return false }
        resolution.snapshot = snapshot
        resolution.failure = nil
        resolution.hasExpired = false
        lostSince = nil
        return true
    }

    /// The watch has ended.
    ///
    /// - Returns: Whether it had told anything, so that the registry was there.
    mutating func failed(_ failure: Status, at now: Time) -> Bool {
        if lostSince == nil { lostSince = now }
        resolution.failure = failure
        expire(at: now)
        defer { hasReported = false }
        return hasReported
    }

    /// Drops what has become too old.
    mutating func expire(at now: Time) {
        guard let expiry, expiry <= now else { return }
        resolution.snapshot = nil
        resolution.hasExpired = true
    }
}
