import Synchronization

/// A bucket whose tokens calls of all tasks wait for: a ``WaitingLine`` with a clock, a lock and tasks.
///
/// The first call of the line does in its own task what the line needs, so no other task is made. What it asks of that
/// task's executor is only that it runs: one that is blocked holds up the line.
@usableFromInline
final class TokenQueue: Sendable {
    /// What a call hears that stands behind others.
    enum News: Sendable {
        case isFirst
        case isLate(RateLimitRefusal)
    }

    typealias Line = WaitingLine<Waiter<News>>

    /// Where a call stands, for code that knows nothing of lines.
    @usableFromInline
    struct Place: Sendable {
        let inLine: Line.Place
    }

    let bucket: TokenBucket
    private let clock: TickClock
    private let line: Mutex<Line>

    init(_ bucket: TokenBucket, maximumWaiting: Int, clock: MonotonicClock) {
        self.bucket = bucket
        self.clock = TickClock(clock, for: bucket)
        line = Mutex(Line(bucket, maximumWaiting: maximumWaiting))
    }

    var waitingCount: Int { line.withLock { $0.count } }

    /// Takes a token without waiting.
    ///
    /// - Returns: `nil` with a token.
    func take() -> RateLimitRefusal? {
        guard !bucket.isUnlimited else { return nil }
        let now = clock.now
        return line.withLock { $0.take(at: now) }
    }

    /// Takes a token, or a place to ``wait(at:)``.
    func enter(until deadline: Deadline?) -> Line.Arrival {
        guard !bucket.isUnlimited else { return .admitted }
        let now = clock.now
        let deadline = deadline.map { clock.ticks($0.instant) } ?? .max
        return line.withLock { $0.arrive(at: now, deadline: deadline, Waiter()) }
    }

    /// Waits for a token.
    ///
    /// - Returns: `nil` with a token.
    /// - Throws: `CancellationError`, at once, when the task is cancelled.
    func wait(at place: Place) async throws -> RateLimitRefusal? {
        do {
            if !place.inLine.isFirst, case .isLate(let refusal) = try await place.inLine.call.wait() { return refusal }
            return try await waitAsFirst()
        } catch {
            tell(line.withLock { $0.leave(place.inLine) })
            throw error
        }
    }

    private func waitAsFirst() async throws -> RateLimitRefusal? {
        while true {
            let instant = clock.clock.now
            let now = clock.ticks(instant)
            switch line.withLock({ $0.claim(at: now) }) {
            case .admitted(let followers):
                tell(followers)
                return nil
            case .refused(let refusal, let followers):
                tell(followers)
                return refusal
            case .sleep(let time):
                // A clock that wakes early is asked again.
                try await clock.clock.sleep(until: instant.advanced(by: bucket.duration(time)))
            }
        }
    }

    /// Tells others what the departure of a call means to them. Who has been cancelled and does not hear it leaves by
    /// itself, but perhaps much later, when its executor has the time; so the next one is told instead.
    private func tell(_ followers: Line.Followers) {
        for (call, refusal) in followers.late { _ = call.settle(.isLate(refusal)) }
        var next = followers.first
        while let first = next, !first.call.settle(.isFirst) {
            next = line.withLock { $0.leave(first) }.first
        }
    }
}
