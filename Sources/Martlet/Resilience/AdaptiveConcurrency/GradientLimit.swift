/// A limit that follows the gradient between how long calls take usually and how long they take now.
///
/// Time is cut into windows. When the calls of a window take longer than usual, some of them wait somewhere behind the
/// limit, and it shrinks; otherwise it grows by the square root of itself, which is a queue that is allowed in order to
/// find out whether more can be had. Usual is the average of a minute. So far it is Gradient2 of Netflix's
/// concurrency-limits.
///
/// Three things are added, since by the formulas alone the limit creeps up without end in an overload that lasts (what
/// is usual follows it), falls to the ground when calls take longer for another reason, and stays where it is when
/// every call runs into its timeout:
///
/// - When the limit has been reached for ten seconds on end, it is halved for a window. If calls take half as long
///   then, the other half of them had only been waiting: the limit stays there, and the same is tried again at once.
///   What calls take then is usual. In this way BBR, the congestion control, finds the round trip without a queue.
/// - When the limit has shrunk to half, and calls take as long as before, it was not the limit; what they take is
///   usual.
/// - A dropped call counts as one that took twice the time that is tolerated.
struct GradientLimit: Sendable {
    private let tolerance: Double
    private let smoothing: Double
    private let minimum: Double
    private let maximum: Double
    private var estimate: Double
    private var window = SampleWindow()
    private var usual = LongTermAverage()
    /// How long calls have been taking in the last few windows.
    private var recent = 0.0
    /// While the limit shrinks: the most calls in flight since it began to, and how long they took at most.
    private var shrinking: (inFlight: Int, recent: Double)?
    /// Since when the limit has been reached in every window.
    private var reachedSince: Timestamp?
    /// While the limit is halved: from when on those calls end that it is about.
    private var probe: Timestamp?

    private static var probeInterval: Int64 { 10_000_000_000 }

    /// - Parameters:
    ///   - bounds: Between which numbers the limit is, at least 1.
    ///   - tolerance: How many times as long as usual calls may take, at least 1.
    ///   - smoothing: How much of the way to a new limit is made in one window, more than 0 and up to 1.
    init(initial: Int, bounds: ClosedRange<Int>, tolerance: Double, smoothing: Double) {
        self.tolerance = tolerance
        self.smoothing = smoothing
        minimum = Double(bounds.lowerBound)
        maximum = Double(bounds.upperBound)
        estimate = min(max(Double(initial), minimum), maximum)
    }

    var limit: Int { Int(probe == nil ? estimate : half) }

    private var half: Double { max(estimate / 2, minimum) }

    /// Learns from a call that has ended. See ``ConcurrencyLimit/sample(from:to:inFlight:didDrop:)``.
    ///
    /// - Returns: The limit from now on.
    @discardableResult
    mutating func sample(from start: Timestamp, to end: Timestamp, inFlight: Int, didDrop: Bool) -> Int {
        if let probe, end < probe { return limit }
        window.add(from: start, to: end, inFlight: inFlight, didDrop: didDrop)
        guard window.isComplete(at: end, minimumCount: probe == nil ? 10 : 50) else { return limit }
        let complete = window
        window = SampleWindow()
        if probe == nil {
            let isReached = complete.maximumInFlight >= limit
            adjust(to: complete)
            startProbe(ifDue: end, isReached: isReached)
        } else {
            endProbe(with: complete, at: end)
        }
        return limit
    }

    private mutating func adjust(to window: SampleWindow) {
        if let mean = window.mean {
            usual.add(mean)
            recent += (mean - recent) * (recent == 0 ? 1 : 0.25)
        }
        // A limit that is not used is not known to be good or bad.
        guard Double(window.maximumInFlight) >= estimate / 2 else {
            shrinking = nil
            return
        }
        let gradient = gradient(of: window)
        let wanted = estimate * gradient + estimate.squareRoot()
        estimate = min(max(estimate + smoothing * (wanted - estimate), minimum), maximum)
        guard gradient < 1 else {
            shrinking = nil
            return
        }
        let most = shrinking ?? (0, 0)
        shrinking = (max(most.inFlight, window.maximumInFlight), max(most.recent, recent))
        guard window.maximumInFlight <= most.inFlight / 2 else { return }
        if let mean = window.mean, mean > 0.8 * most.recent { usual.replace(with: mean) }
        shrinking = nil
    }

    /// 1 when calls take what is tolerated or less, down to 0.5 when they take twice that.
    private func gradient(of window: SampleWindow) -> Double {
        guard let usual = usual.value, usual > 0 else { return window.mean == nil ? 0.5 : 1 }
        let tolerated = tolerance * usual
        let mean = window.mean(dropsCountAs: 2 * tolerated)
        return mean > tolerated ? max(tolerated / mean, 0.5) : 1
    }

    private mutating func startProbe(ifDue time: Timestamp, isReached: Bool) {
        guard isReached else {
            reachedSince = nil
            return
        }
        let since = reachedSince ?? time
        reachedSince = since
        if since.nanoseconds(to: time) >= Self.probeInterval { startProbe(at: time) }
    }

    private mutating func startProbe(at time: Timestamp) {
        // What is in flight now must have ended before.
        probe = time.advanced(byNanoseconds: Int64(min(2 * recent, 1e18)))
    }

    private mutating func endProbe(with window: SampleWindow, at time: Timestamp) {
        probe = nil
        reachedSince = nil
        guard let mean = window.mean else { return }
        usual.lower(to: mean)
        if mean < 0.6 * recent, half < estimate {
            estimate = half
            recent = mean
            startProbe(at: time)
        }
    }
}
