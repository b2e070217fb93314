/// The calls of a tenth of a second, or of a longer time when there are few.
struct SampleWindow: Sendable {
    private static var minimumDuration: Int64 { 100_000_000 }

    private var begin: Timestamp?
    private var successes = 0
    private var drops = 0
    /// How long those took that were not dropped, in nanoseconds.
    private var sum = 0.0
    private(set) var maximumInFlight = 0

    mutating func add(from start: Timestamp, to end: Timestamp, inFlight: Int, didDrop: Bool) {
        begin = begin ?? end
        maximumInFlight = max(maximumInFlight, inFlight)
        if didDrop {
            drops += 1
        } else {
            successes += 1
            sum += Double(start.nanoseconds(to: end))
        }
    }

    /// Whether there are enough calls, over a time in which many have begun and ended.
    func isComplete(at time: Timestamp, minimumCount: Int) -> Bool {
        guard let begin, successes + drops >= minimumCount else { return false }
        let duration = begin.nanoseconds(to: time)
        return duration >= Self.minimumDuration && Double(duration) >= 2 * (mean ?? 0)
    }

    /// How long calls took that were not dropped, in nanoseconds; `nil` without any.
    var mean: Double? { successes > 0 ? sum / Double(successes) : nil }

    /// How long calls took, if the dropped ones had taken so many nanoseconds.
    func mean(dropsCountAs penalty: Double) -> Double {
        (sum + Double(drops) * penalty) / Double(max(successes + drops, 1))
    }
}
