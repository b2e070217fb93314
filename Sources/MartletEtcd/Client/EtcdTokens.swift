import Synchronization

/// The token of a user, fetched when it is needed and shared by all tasks.
final class EtcdTokens: Sendable {
    private let token = Mutex<String?>(nil)
    private let turn = Turn()

    /// The token.
    ///
    /// - Parameters:
    ///   - stale: A token that has been refused; another one is fetched if there is none yet. Of several tasks that
    ///     have the same stale token one fetches, since to authenticate is expensive for etcd on purpose.
    ///   - authenticate: Fetches one.
    func value(otherThan stale: String?, _ authenticate: () async throws -> String) async throws -> String {
        try await turn.take()
        defer { turn.giveBack() }
        if let known = known(otherThan: stale) { return known }
        let fetched = try await authenticate()
        token.withLock { $0 = fetched }
        return fetched
    }

    /// The token that there is, unless it is the one that was refused.
    func known(otherThan stale: String?) -> String? {
        token.withLock { $0 == stale ? nil : $0 }
    }
}
