/// Calls that wait for the tokens of a bucket, first come, first served: the logic without clock, locks or tasks.
///
/// Only the first call of the line looks at the time: it sleeps until its token is there, takes it and wakes the next
/// one. No token is ever promised to a call in advance, so one that leaves has nothing to give back, and all behind
/// it move up.
struct WaitingLine<Call: AnyObject & Sendable> {
    typealias Ticks = TokenBucket.Ticks
    typealias Handle = LinkedSlots<Entry>.Handle

    struct Entry {
        let call: Call
        let deadline: Ticks
    }

    /// A call and where it stands.
    struct Place: Sendable {
        let call: Call
        let handle: Handle

        /// Whether nobody is before it, so that it asks for ``WaitingLine/claim(at:)``.
        let isFirst: Bool
    }

    /// What becomes of a call that comes.
    enum Arrival: Sendable {
        /// It has its token.
        case admitted

        case refused(RateLimitRefusal)

        /// It waits: until it hears that it is the first, or late, unless it is the first from the start.
        case waits(Place)
    }

    /// What becomes of the first call.
    enum Claim: Sendable {
        /// It has its token, and others must hear of it.
        case admitted(Followers)

        /// It may not wait any longer, and others must hear of it.
        case refused(RateLimitRefusal, Followers)

        /// It asks again after so long.
        case sleep(Ticks)
    }

    /// What the departure of a call means to others.
    struct Followers: Sendable {
        /// Who is the first now and must hear so, unless it knows.
        var first: Place?

        /// Who cannot get a token before its deadline any more; none of them is in the line now.
        var late: [(call: Call, refusal: RateLimitRefusal)] = []
    }

    private let bucket: TokenBucket
    private let maximumWaiting: Int
    private var full: Ticks = 0
    private var line = LinkedSlots<Entry>()

    /// By how much all waiting calls can at least get their tokens later than predicted, and still before their
    /// deadlines.
    private var slack = Ticks.max

    init(_ bucket: TokenBucket, maximumWaiting: Int) {
        self.bucket = bucket
        self.maximumWaiting = maximumWaiting
    }

    var count: Int { line.count }

    /// Takes a token for a call that does not wait; while others do, there is none.
    ///
    /// - Returns: `nil` with a token.
    mutating func take(at now: Ticks) -> RateLimitRefusal? {
        if line.isEmpty, case .taken(let next) = bucket.take(full: full, at: now) {
            full = next
            return nil
        }
        return RateLimitRefusal(reason: .exceeded, wait: timeOfToken(after: line.count, at: now) - now)
    }

    /// Takes a token for a call, or a place.
    ///
    /// - Parameters:
    ///   - deadline: When its token would be too late, or the last of all times.
    ///   - call: Stands for it in the line.
    mutating func arrive(at now: Ticks, deadline: Ticks, _ call: @autoclosure () -> Call) -> Arrival {
        guard now < deadline else { return .refused(.init(reason: .expired, wait: 0)) }
        guard let refusal = take(at: now) else { return .admitted }
        guard !bucket.isAlwaysEmpty else { return .refused(refusal) }
        let time = now + refusal.wait
        guard time < deadline else { return .refused(.init(reason: .deadline, wait: refusal.wait)) }
        guard line.count < maximumWaiting else { return .refused(.init(reason: .queueFull, wait: refusal.wait)) }
        slack = min(slack, deadline - time)
        let call = call()
        let isFirst = line.isEmpty
        let handle = line.append(Entry(call: call, deadline: deadline))
        return .waits(Place(call: call, handle: handle, isFirst: isFirst))
    }

    /// Takes a token for the first call, if it is there, and the call out of the line.
    mutating func claim(at now: Ticks) -> Claim {
        guard let first = line.first, let entry = line[first] else {
            return .refused(.init(reason: .exceeded, wait: 0), Followers())
        }
        // It was told so before if its token comes too late, but it may have slept too long.
        guard now < entry.deadline else {
            return .refused(.init(reason: .expired, wait: 0), remove(first))
        }
        switch bucket.take(full: full, at: now) {
        case .refused(let wait):
            return .sleep(wait)
        case .taken(let next):
            // A call that takes its token so late that the bucket was full has lost time for all behind it.
            slack -= max(now - full, 0)
            full = next
            var followers = remove(first)
            if slack <= 0 {
                followers.late = removeLate(at: now)
                followers.first = firstPlace
            }
            return .admitted(followers)
        }
    }

    /// Takes a call out of the line, wherever it is; of no effect when it has left.
    mutating func leave(_ place: Place) -> Followers {
        guard line[place.handle]?.call === place.call else { return Followers() }
        return remove(place.handle)
    }

    private func timeOfToken(after others: Int, at now: Ticks) -> Ticks {
        bucket.timeOfToken(after: others, full: full, at: now)
    }

    private mutating func remove(_ handle: Handle) -> Followers {
        let wasFirst = line.first == handle
        _ = line.remove(handle)
        return Followers(first: wasFirst ? firstPlace : nil)
    }

    /// Goes through the line once, and forgets who would be late.
    private mutating func removeLate(at now: Ticks) -> [(call: Call, refusal: RateLimitRefusal)] {
        var late: [(call: Call, refusal: RateLimitRefusal)] = []
        var kept = 0
        slack = .max
        for _ in 0..<line.count {
            guard let handle = line.first, let entry = line[handle] else { break }
            let time = timeOfToken(after: kept, at: now)
            if time < entry.deadline {
                kept += 1
                slack = min(slack, entry.deadline - time)
                // The whole line goes round, so the order stays.
                line.moveToEnd(handle)
            } else {
                _ = line.remove(handle)
                let reason: RateLimitRefusal.Reason = now < entry.deadline ? .deadline : .expired
                late.append((entry.call, RateLimitRefusal(reason: reason, wait: time - now)))
            }
        }
        return late
    }

    private var firstPlace: Place? {
        guard let handle = line.first, let entry = line[handle] else { return nil }
        return Place(call: entry.call, handle: handle, isFirst: true)
    }
}
