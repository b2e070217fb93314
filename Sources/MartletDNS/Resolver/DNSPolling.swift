import Martlet
import MartletDiscovery
import Synchronization

/// When to ask again, and what to make of the answers: across failures, when a watch is begun anew.
struct DNSPolling: Sendable {
    /// When to ask again; `nil` for at once.
    private(set) var next: ContinuousClock.Instant?

    private let configuration: DNSResolver.Configuration
    private var last: Snapshot?

    /// Since when answers have been negative.
    private var negativeSince: ContinuousClock.Instant?

    init(_ configuration: DNSResolver.Configuration) {
        self.configuration = configuration
    }

    /// Takes what was found.
    ///
    /// - Parameters:
    ///   - finding: What was found.
    ///   - now: The present moment.
    ///   - jitter: How much later to ask, from 0 to 1.
    /// - Returns: What to report; `nil` when the last set stays although it was not confirmed.
    /// - Throws: `Status` with `notFound` when answers begin to be negative and the last set stays.
    mutating func found(_ finding: DNSFinding, at now: ContinuousClock.Instant, jitter: Double) throws -> Snapshot? {
        var pause = pause(finding.timeToLive, jitter: jitter)
        defer { next = now.advanced(by: pause) }
        guard finding.instances.isEmpty, !finding.isNotOffered, let last, !last.isEmpty else {
            negativeSince = nil
            let snapshot = Snapshot(finding.instances)
            last = snapshot
            return snapshot
        }
        let isFirst = negativeSince == nil
        let since = negativeSince ?? now
        negativeSince = since
        if let limit = configuration.emptyAfter {
            let left = now.duration(to: since.advanced(by: limit))
            guard left > .zero else {
                negativeSince = nil
                self.last = Snapshot([])
                return self.last
            }
            pause = min(pause, left)
        }
        guard isFirst else { return nil }
        throw Status(.notFound, "the name has no instances any more; the last ones stay")
    }

    /// The last answer, if it was not negative and need not be asked for again yet.
    func valid(at now: ContinuousClock.Instant) -> Snapshot? {
        guard let next, next > now, negativeSince == nil else { return nil }
        return last
    }

    private func pause(_ timeToLive: Duration?, jitter: Double) -> Duration {
        let shortest = max(configuration.minimumInterval, .milliseconds(1))
        let pause = min(max(timeToLive ?? shortest, shortest), max(configuration.maximumInterval, shortest))
        return pause + pause * (jitter / 10)
    }
}

/// The state of a resolver's polling among its watches.
final class PollingMemory: Sendable {
    private let polling: Mutex<DNSPolling>

    init(_ polling: DNSPolling) {
        self.polling = Mutex(polling)
    }

    var next: ContinuousClock.Instant? { polling.withLock { $0.next } }

    /// What is still valid, for a watch that begins between two questions.
    func valid(at now: ContinuousClock.Instant) -> Snapshot? {
        polling.withLock { $0.valid(at: now) }
    }

    func found(_ finding: DNSFinding, at now: ContinuousClock.Instant, jitter: Double) throws -> Snapshot? {
        try polling.withLock { try $0.found(finding, at: now, jitter: jitter) }
    }
}
