import Martlet
import MartletZooKeeperProtocol
import Synchronization

/// The requests that somebody waits for, the watches, and which session there is.
final class RequestTable: Sendable {
    typealias Answer = CheckedContinuation<ZooKeeperReply, any Error>

    private enum Phase { case new, running, ended }

    private struct State {
        var phase = Phase.new
        var next: UInt64 = 0
        var answers: [UInt64: Answer] = [:]
        var watches: [UInt64: WatchedChanges] = [:]
        var session: Int64 = 0
        var sent: UInt64 = 0
        var loss: ConnectionLoss?
    }

    private let maximum: Int
    private let state = Mutex(State())

    init(maximum: Int) {
        self.maximum = maximum
    }

    /// The session; 0 before the first.
    var session: Int64 {
        get { state.withLock { $0.session } }
        set { state.withLock { $0.session = newValue } }
    }

    /// Why there is no connection; `nil` while there is one, and before the first attempt.
    var loss: ConnectionLoss? {
        get { state.withLock { $0.loss } }
        set { state.withLock { $0.loss = newValue } }
    }

    /// What a request fails with that has waited long enough.
    var timeout: Status {
        guard let loss else { return Status(.unavailable, "ZooKeeper has not answered in time") }
        return Status(.unavailable, "there is no connection to ZooKeeper", underlying: loss)
    }

    /// How many requests were made, without pings.
    var count: UInt64 { state.withLock { $0.sent } }

    func start() -> Bool {
        state.withLock { state in
            defer { if state.phase == .new { state.phase = .running } }
            return state.phase == .new
        }
    }

    func end() {
        let answers = state.withLock { state in
            state.phase = .ended
            defer { state.answers = [:] }
            return state.answers.values
        }
        for answer in answers { answer.resume(throwing: Self.closed) }
    }

    func nextID() -> UInt64 {
        state.withLock { state in
            state.next += 1
            return state.next
        }
    }

    /// Notes who waits for a request. It is answered at once when it will never be sent.
    func add(_ id: UInt64, _ answer: Answer) -> Bool {
        let failure: (any Error)? = state.withLock { state in
            // Under the lock: who cancels after this finds it.
            if Task.isCancelled { return CancellationError() }
            if state.phase == .ended { return Self.closed }
            if state.answers.count >= maximum {
                return Status(.resourceExhausted, "too many requests wait for ZooKeeper", delivery: .unprocessed)
            }
            state.answers[id] = answer
            state.sent += 1
            return nil
        }
        if let failure { answer.resume(throwing: failure) }
        return failure == nil
    }

    func finish(_ id: UInt64, _ result: Result<ZooKeeperReply, any Error>) -> Bool {
        let answer = state.withLock { $0.answers.removeValue(forKey: id) }
        answer?.resume(with: result)
        return answer != nil
    }

    func watch(_ changes: WatchedChanges) -> UInt64 {
        state.withLock { state in
            state.next += 1
            state.watches[state.next] = changes
            return state.next
        }
    }

    func endWatch(_ id: UInt64) {
        state.withLock { $0.watches[id] = nil }
    }

    var watches: [WatchedChanges] { state.withLock { Array($0.watches.values) } }

    private static var closed: Status {
        Status(.unavailable, "the ZooKeeper client has been shut down", delivery: .unprocessed)
    }
}
