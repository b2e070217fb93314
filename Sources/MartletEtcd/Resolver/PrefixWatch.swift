import Martlet
import MartletDiscovery
import NIOCore
import Synchronization

/// One watch of a prefix: reads it, follows it, and begins again what has broken.
struct PrefixWatch<C: Clock<Duration>>: Sendable {
    let etcd: Etcd
    let range: KeyRange
    let limits: EtcdResolver.Limits
    let log: SkippedKeyLog<C>
    let clock: C
    let report: @Sendable (Snapshot) -> Void

    /// How to go on after a watch has ended.
    private enum Next: Sendable {
        /// From where it was.
        case resume(Status)
        /// From the beginning.
        case reload(Status)

        var reason: Status {
            switch self {
            case .resume(let reason), .reload(let reason): reason
            }
        }
    }

    private static var pageSize: Int { 1_000 }

    /// How long a change that etcd has told of may take until the watch has it.
    private static var grace: Duration { .seconds(5) }

    func run() async throws {
        var budget = RestartBudget<C.Instant>()
        while true {
            let prefix = SharedPrefix(try await load())
            tell(prefix)
            var firstCheck = EtcdResolver.checkInterval
            while true {
                let next = try await follow(prefix, firstCheck: firstCheck)
                // What comes back under the same address may not be what it was.
                firstCheck = Self.grace
                guard budget.spend(at: clock.now) else { throw next.reason }
                if case .reload = next { break }
            }
        }
    }

    private func tell(_ prefix: SharedPrefix) {
        let (snapshot, skipped) = prefix.news()
        log.skipped(skipped)
        report(snapshot)
    }

    /// Reads all keys as of one revision.
    private func load() async throws -> WatchedPrefix {
        var page = try await etcd.page(from: range.start, to: range.end, limit: Self.pageSize, revision: nil)
        var prefix = WatchedPrefix(range, limits: limits, revision: page.header.revision)
        while true {
            for keyValue in page.keyValues { try prefix.put(keyValue) }
            guard page.hasMore else { return prefix }
            guard let last = page.keyValues.last?.key, prefix.count > 0 else { throw Self.endless }
            let count = prefix.count
            // The first key after it.
            let next = last + [0]
            page = try await etcd.page(from: next, to: range.end, limit: Self.pageSize, revision: prefix.revision)
            guard let first = page.keyValues.first?.key, last.lexicographicallyPrecedes(first), count < limits.keyCount
            else { throw Self.endless }
        }
    }

    private static var endless: Status { Status(.internal, "etcd: the pages of the range do not fit together") }

    /// Follows the changes until the watch ends.
    private func follow(_ prefix: SharedPrefix, firstCheck: Duration) async throws -> Next {
        try await withThrowingTaskGroup(of: Next.self) { group in
            group.addTask { try await read(into: prefix) }
            group.addTask { try await check(prefix, after: firstCheck) }
            defer { group.cancelAll() }
            guard let next = try await group.next() else { throw CancellationError() }
            return next
        }
    }

    /// Reads changes until the stream ends.
    private func read(into prefix: SharedPrefix) async throws -> Next {
        let stream = try await etcd.watch(range, from: prefix.nextRevision)
        prefix.isServed(by: stream.endpoint)
        var lines = LineBuffer(maximumByteCount: etcd.configuration.maximumAnswerByteCount)
        do {
            for try await piece in stream.body {
                var hasChanged = false
                for line in try lines.append(piece) {
                    let response = try StreamMessage<WatchResponse>.read(line)
                    switch try prefix.apply(response) {
                    case .none: break
                    case .changed: hasChanged = true
                    case .outdated: return .reload(Status(.unavailable, "etcd: the history that is needed is gone"))
                    }
                }
                // Once for all that has arrived together.
                if hasChanged { tell(prefix) }
            }
            try Task.checkCancellation()
            etcd.endpoints.failed(stream.endpoint)
            return .resume(Status(.unavailable, "etcd: the watch has ended"))
        } catch let status as Status where status.code == .unauthenticated {
            guard try await etcd.renewToken(stream.token) else { throw status }
            return .resume(status)
        } catch let status as Status where EtcdFailure.isOfEndpoint(status) {
            try Task.checkCancellation()
            etcd.endpoints.failed(stream.endpoint)
            return .resume(status)
        }
    }

    /// Looks from time to time whether the watch has missed something.
    private func check(_ prefix: SharedPrefix, after delay: Duration) async throws -> Next {
        var delay = delay
        while true {
            try await clock.sleep(for: delay)
            delay = EtcdResolver.checkInterval
            let eventCount = prefix.eventCount
            // Before the question: what arrives meanwhile may be newer than the answer.
            let known = prefix.nextRevision - 1
            let summary = try await etcd.summary(of: range)
            if summary.revision < known {
                return .reload(Status(.unavailable, "etcd: the store has lost its data"))
            }
            if prefix.confirm(summary) {
                guard prefix.isServed(byOtherThan: summary.endpoint) else { continue }
                // The member of the watch has failed somebody meanwhile.
                return .resume(Status(.unavailable, "etcd: another member is used now"))
            }
            // A change may be on its way.
            try await clock.sleep(for: Self.grace)
            if prefix.eventCount == eventCount {
                return .reload(Status(.unavailable, "etcd: the watch has missed a change"))
            }
        }
    }
}

/// What is known of a prefix, among the tasks that follow and check it.
private final class SharedPrefix: Sendable {
    private struct State {
        var prefix: WatchedPrefix
        var endpoint: Int?
    }

    private let state: Mutex<State>

    init(_ prefix: WatchedPrefix) {
        state = Mutex(State(prefix: prefix))
    }

    var nextRevision: Int64 {
        state.withLock { $0.prefix.revision + 1 }
    }

    var eventCount: Int { state.withLock { $0.prefix.eventCount } }

    func apply(_ response: WatchResponse) throws -> WatchedPrefix.Effect {
        try state.withLock { try $0.prefix.apply(response) }
    }

    func confirm(_ summary: RangeSummary) -> Bool {
        state.withLock { $0.prefix.confirm(summary) }
    }

    func isServed(by endpoint: Int) {
        state.withLock { $0.endpoint = endpoint }
    }

    func isServed(byOtherThan endpoint: Int) -> Bool {
        state.withLock { $0.endpoint.map { $0 != endpoint } ?? false }
    }

    func news() -> (snapshot: Snapshot, skippedKeys: [[UInt8]]) {
        let (prefix, keys) = state.withLock { ($0.prefix, $0.prefix.takeSkippedKeys()) }
        // Sorting takes time, so it is done on a copy.
        return (prefix.snapshot, keys)
    }
}
