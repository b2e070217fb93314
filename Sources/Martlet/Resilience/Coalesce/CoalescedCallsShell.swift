import Synchronization

/// The calls of a ``Coalesce`` around one endpoint: wakes those who wait.
@usableFromInline
final class CoalescedCallsShell<Key: Hashable & Sendable, Response: Sendable>: Sendable {
    /// What becomes of a follower.
    enum Decision: Sendable {
        case outcome(Result<Response, any Error>)
        case lead
        case expired
    }

    typealias Calls = CoalescedCalls<Key, Waiter<Decision>>

    @usableFromInline
    enum Role {
        case leader
        case follower(Follower)
        case alone
    }

    /// A call that waits for that of another one.
    @usableFromInline
    struct Follower {
        let waiter: Waiter<Decision>
        let place: Calls.Place
    }

    // Hashing and comparing keys is the only code of the user that runs under the lock.
    private let calls: Mutex<Calls>
    private let clock: MonotonicClock

    init(maximumKeys: Int, clock: MonotonicClock) {
        calls = Mutex(Calls(maximumKeys: maximumKeys))
        self.clock = clock
    }

    /// How many keys have a leader.
    var keyCount: Int { calls.withLock { $0.keyCount } }

    /// How many wait for the call of a key.
    func followerCount(_ key: Key) -> Int { calls.withLock { $0.followerCount(key) } }

    @usableFromInline
    func join(_ key: Key) -> Role {
        switch calls.withLock({ $0.join(key) { Waiter() } }) {
        case .leader: .leader
        case .follower(let waiter, let place): .follower(Follower(waiter: waiter, place: place))
        case .alone: .alone
        }
    }

    /// To be called by the leader, last of all.
    @usableFromInline
    func finish(_ key: Key, _ response: Response) {
        settle(key, .success(response))
    }

    /// To be called by the leader, last of all.
    @usableFromInline
    func finish(_ key: Key, _ error: any Error) {
        if isOwnEnd {
            promote(key)
        } else {
            settle(key, .failure(error))
        }
    }

    private func settle(_ key: Key, _ outcome: Result<Response, any Error>) {
        for waiter in calls.withLock({ $0.finish(key) }) { _ = waiter.settle(.outcome(outcome)) }
    }

    /// Whether the current task was cancelled or its deadline has passed, so that its call would have ended whatever
    /// the peer did. A timer that wakes early, or a peer that counts in milliseconds, ends it a little before the
    /// deadline.
    private var isOwnEnd: Bool {
        guard !Task.isCancelled else { return true }
        guard let deadline = RequestContext.current.deadline else { return false }
        return deadline.remaining(at: clock.now) <= .milliseconds(1)
    }

    private func promote(_ key: Key) {
        while let waiter = calls.withLock({ $0.promote(key) }) {
            // It may have left at this moment without having said so yet: then it is the turn of the next one.
            if waiter.settle(.lead) { return }
        }
    }

    /// Waits for the outcome of the leader.
    ///
    /// - Returns: The response; `nil` when the follower has become the leader.
    @usableFromInline
    func follow(_ key: Key, _ follower: Follower) async throws -> Result<Response, any Error>? {
        let decision: Decision
        do {
            let deadline = RequestContext.current.deadline?.timestamp
            decision = try await follower.waiter.wait(until: deadline, otherwise: .expired, clock: clock)
        } catch {
            calls.withLock { $0.leave(key, at: follower.place, follower.waiter) }
            throw error
        }
        switch decision {
        case .outcome(let result):
            return result
        case .lead:
            return nil
        case .expired:
            calls.withLock { $0.leave(key, at: follower.place, follower.waiter) }
            throw Status(.deadlineExceeded)
        }
    }
}
