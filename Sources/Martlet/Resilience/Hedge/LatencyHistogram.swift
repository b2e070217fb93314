/// How long calls took lately, and what part of them took no longer than so much.
///
/// Durations are counted in buckets whose width grows with the duration, so that a percentile is never more than a
/// sixteenth too large (or a microsecond, for the shortest). Two windows take turns: what is known is of between one
/// and two windows. Source of the buckets: [HdrHistogram](https://hdrhistogram.github.io/HdrHistogram/).
struct LatencyHistogram {
    private struct Window {
        var counts = [UInt32](repeating: 0, count: bucketCount)
        var total = 0

        mutating func clear() {
            guard total > 0 else { return }
            total = 0
            for index in counts.indices { counts[index] = 0 }
        }
    }

    /// Buckets in which a duration doubles.
    private static let stepsPerDoubling = 16
    /// Enough for two hours; what is longer counts as that.
    private static let bucketCount = 480
    /// Times are kept in units of 1,024 ns.
    private static let unitShift = 10
    private static let largest = (UInt64(1) << 33) - 1

    private let window: Duration
    private var current = Window()
    private var previous = Window()
    private var end: Timestamp

    /// - Parameters:
    ///   - window: How long one window lasts, more than zero.
    ///   - start: The present moment.
    init(window: Duration, start: Timestamp) {
        self.window = window
        end = start.advanced(by: window)
    }

    /// How many durations are known.
    var count: Int { current.total + previous.total }

    /// Takes in a duration.
    ///
    /// - Returns: Whether a new window has begun, so that older durations are forgotten.
    @discardableResult
    mutating func record(_ duration: Duration, at now: Timestamp) -> Bool {
        let isNew = now >= end
        if isNew { turn(at: now) }
        current.counts[Self.bucket(of: duration)] &+= 1
        current.total += 1
        return isNew
    }

    private mutating func turn(at now: Timestamp) {
        swap(&current, &previous)
        current.clear()
        if now >= end.advanced(by: window) { previous.clear() }
        end = now.advanced(by: window)
    }

    /// The duration that a part of the calls did not exceed, or `nil` when nothing is known.
    ///
    /// - Parameter part: From 0 to 1.
    func quantile(_ part: Double) -> Duration? {
        guard count > 0 else { return nil }
        // The nearest rank: the smallest duration that at least this part of all reach.
        let rank = max(Int((part * Double(count)).rounded(.up)), 1)
        var reached = 0
        for index in 0..<Self.bucketCount {
            reached += Int(current.counts[index]) + Int(previous.counts[index])
            if reached >= rank { return Self.upperBound(ofBucket: index) }
        }
        return Self.upperBound(ofBucket: Self.bucketCount - 1)
    }

    static func bucket(of duration: Duration) -> Int {
        let units = min(nanoseconds(duration) >> UInt64(unitShift), largest)
        guard units >= stepsPerDoubling else { return Int(units) }
        // The highest bit says how often the duration has doubled, the four bits below it which step it is at.
        let highest = UInt64.bitWidth - 1 - units.leadingZeroBitCount
        return (highest - 3) * stepsPerDoubling + Int(units >> UInt64(highest - 4)) % stepsPerDoubling
    }

    static func upperBound(ofBucket index: Int) -> Duration {
        let (doublings, step) = (index / stepsPerDoubling, index % stepsPerDoubling)
        let units = doublings == 0 ? step + 1 : (stepsPerDoubling + step + 1) << (doublings - 1)
        return .nanoseconds(units << unitShift)
    }

    private static func nanoseconds(_ duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let capped = UInt64(min(seconds, 1_000_000))
        return capped * 1_000_000_000 + UInt64(attoseconds) / 1_000_000_000
    }
}
