/// The calls and the retries of the last few seconds, and whether there may be one more: a ``RetryBudget`` as a value.
///
/// Calls are only counted when they are made; when they were made is worked out when somebody wants to retry, as if
/// they had come evenly since the last time that somebody did. So the first attempts, which are many, need no clock.
struct RetryWindow {
    typealias Instant = ContinuousClock.Instant

    private struct Slice {
        var calls = 0.0
        var retries = 0
    }

    private static let sliceCount = 10
    /// Less than any rest of a retry, and more than what sums of fractions are wrong by.
    private static let tolerance = 1e-6

    private let ratio: Double
    private let reserve: Double
    private let sliceLength: Duration
    private let start: Instant

    private var slices = [Slice](repeating: Slice(), count: sliceCount)
    /// The time of the last look, in slices since the start.
    private var position = 0.0
    private var countedCalls = 0

    /// - Parameters:
    ///   - ratio: How many retries a call pays for.
    ///   - reserve: How many retries each window has besides.
    ///   - window: For how long calls and retries are remembered, more than zero.
    ///   - start: The present moment.
    init(ratio: Double, reserve: Double, window: Duration, start: Instant) {
        self.ratio = ratio
        self.reserve = reserve
        self.start = start
        sliceLength = window / Self.sliceCount
    }

    var balance: Double {
        let calls = slices.reduce(0) { $0 + $1.calls }
        let retries = slices.reduce(0) { $0 + $1.retries }
        return ratio * calls + reserve - Double(retries)
    }

    /// Takes a retry out, if there is one.
    ///
    /// - Parameters:
    ///   - calls: How many calls there have been since the start; the count may wrap around.
    ///   - now: The present moment.
    mutating func withdraw(calls: Int, at now: Instant) -> Bool {
        advance(to: now, calls: calls)
        guard balance >= 1 - Self.tolerance else { return false }
        slices[index(of: position)].retries += 1
        return true
    }

    /// Puts back a retry that was not made. One that would not count any more is left alone.
    mutating func giveBack(calls: Int, at now: Instant) {
        advance(to: now, calls: calls)
        let newest = Int(position)
        for slice in stride(from: newest, to: max(newest - Self.sliceCount, -1), by: -1) {
            let index = slice % Self.sliceCount
            guard slices[index].retries == 0 else {
                slices[index].retries -= 1
                return
            }
        }
    }

    /// Moves the window to the present.
    mutating func advance(to now: Instant, calls: Int) {
        let newCalls = Double(calls &- countedCalls)
        countedCalls = calls
        let end = max(start.duration(to: now) / sliceLength, position)
        let (oldest, newest) = (Int(position), Int(end))
        guard newest > oldest else {
            slices[index(of: end)].calls += newCalls
            position = end
            return
        }
        // The slices that are older than the window would only be written over.
        for slice in max(oldest, newest - Self.sliceCount + 1)...newest {
            let index = slice % Self.sliceCount
            if slice > oldest { slices[index] = Slice() }
            let overlap = min(end, Double(slice + 1)) - max(position, Double(slice))
            slices[index].calls += newCalls * overlap / (end - position)
        }
        position = end
    }

    private func index(of position: Double) -> Int {
        Int(position) % Self.sliceCount
    }
}
