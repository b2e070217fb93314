/// How many calls there were in the last time, and how many of them were bad.
///
/// The time is cut into buckets, and the oldest is forgotten as a whole: a call counts for the window at most, and for
/// all but one bucket of it at least.
struct BreakerWindow: Sendable {
    private struct Bucket {
        var calls = 0
        var badCalls = 0
    }

    private let width: Duration
    private var buckets: [Bucket]
    private var current = 0
    /// When the current bucket is over; `nil` before the first call.
    private var end: Duration?

    private(set) var calls = 0
    private(set) var badCalls = 0

    init(_ duration: Duration, buckets count: Int) {
        width = duration / count
        buckets = Array(repeating: Bucket(), count: count)
    }

    /// Counts a call. One of a time that lies a little back is counted as one of now.
    mutating func record(isBad: Bool, at now: Duration) {
        advance(to: now)
        calls += 1
        buckets[current].calls += 1
        guard isBad else { return }
        badCalls += 1
        buckets[current].badCalls += 1
    }

    /// Forgets what has become too old.
    mutating func advance(to now: Duration) {
        guard let end, now < end else { return turn(to: now) }
    }

    mutating func removeAll() {
        for index in buckets.indices { buckets[index] = Bucket() }
        (calls, badCalls) = (0, 0)
    }

    private mutating func turn(to now: Duration) {
        guard var end else {
            self.end = now + width
            return
        }
        var turns = 0
        while now >= end, turns < buckets.count {
            current = (current + 1) % buckets.count
            calls -= buckets[current].calls
            badCalls -= buckets[current].badCalls
            buckets[current] = Bucket()
            end += width
            turns += 1
        }
        self.end = now < end ? end : now + width
    }
}
