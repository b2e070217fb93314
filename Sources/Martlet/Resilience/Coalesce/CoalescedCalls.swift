/// Who calls and who waits: what a ``Coalesce`` knows, as a value.
///
/// The first caller of a key leads and makes the call; those that come before it ends follow. Each of them leaves in
/// one of three ways: with the outcome (``finish(_:)``), as the next leader (``promote(_:)``), or of its own accord
/// (``leave(_:at:_:)``).
struct CoalescedCalls<Key: Hashable, Follower: AnyObject> {
    /// Where a follower waits. It means nothing any more once the follower was removed, and is then ignored.
    struct Place {
        fileprivate let call: Int
        fileprivate let handle: LinkedSlots<Follower>.Handle
    }

    enum Role {
        /// Makes the call, and says how it ended.
        case leader

        /// Waits for the call of another one.
        case follower(Follower, Place)

        /// Makes a call that has nothing to do with the others: there are too many of them.
        case alone
    }

    private struct Call {
        /// Tells it from earlier calls of the same key, whose followers may still be on their way out.
        let id: Int
        var followers = LinkedSlots<Follower>()
    }

    private let maximumKeys: Int
    private var calls: [Key: Call] = [:]
    private var lastID = 0

    /// - Parameter maximumKeys: How many calls may be followed at the same time.
    init(maximumKeys: Int) {
        self.maximumKeys = maximumKeys
    }

    /// How many keys have a leader.
    var keyCount: Int { calls.count }

    /// How many wait for the call of a key.
    func followerCount(_ key: Key) -> Int { calls[key]?.followers.count ?? 0 }

    mutating func join(_ key: Key, makeFollower: () -> Follower) -> Role {
        guard let id = calls[key]?.id else { return lead(key) ? .leader : .alone }
        let follower = makeFollower()
        guard let handle = calls[key]?.followers.append(follower) else { return .alone }
        return .follower(follower, Place(call: id, handle: handle))
    }

    private mutating func lead(_ key: Key) -> Bool {
        guard calls.count < maximumKeys else { return false }
        lastID &+= 1
        calls[key] = Call(id: lastID)
        return true
    }

    /// Ends the call of a key: the next one to join leads a new call.
    ///
    /// - Returns: Who has waited for it, in the order in which they came.
    mutating func finish(_ key: Key) -> [Follower] {
        guard var call = calls.removeValue(forKey: key), !call.followers.isEmpty else { return [] }
        var followers: [Follower] = []
        followers.reserveCapacity(call.followers.count)
        while let follower = call.followers.popFirst() { followers.append(follower) }
        return followers
    }

    /// Makes the oldest follower the leader of a key.
    ///
    /// - Returns: The new leader; `nil` when nobody waits, and then the call has ended.
    mutating func promote(_ key: Key) -> Follower? {
        guard let follower = calls[key]?.followers.popFirst() else {
            calls[key] = nil
            return nil
        }
        return follower
    }

    /// Forgets a follower; of no effect when it was removed before.
    mutating func leave(_ key: Key, at place: Place, _ follower: Follower) {
        guard calls[key]?.id == place.call, calls[key]?.followers[place.handle] === follower else { return }
        _ = calls[key]?.followers.remove(place.handle)
    }
}
