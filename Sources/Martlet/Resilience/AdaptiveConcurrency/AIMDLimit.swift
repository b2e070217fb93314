/// Additive increase, multiplicative decrease: one more when a whole round of calls went well, a tenth less when one
/// was dropped or took too long. The way of TCP.
///
/// Calls that were dropped together count once, as one loss in TCP does: a call that began before the last decrease
/// says nothing about the new limit.
struct AIMDLimit: Sendable {
    private let timeout: Int64
    private let backoff: Double
    private let minimum: Double
    private let maximum: Double
    private var estimate: Double
    private var lastDecrease: Timestamp?

    /// - Parameters:
    ///   - bounds: Between which numbers the limit is, at least 1.
    ///   - timeout: A call that takes longer counts as dropped.
    ///   - backoff: By what the limit is multiplied then, less than 1.
    init(initial: Int, bounds: ClosedRange<Int>, timeout: Duration, backoff: Double) {
        self.timeout = timeout.saturatedNanoseconds
        self.backoff = backoff
        minimum = Double(bounds.lowerBound)
        maximum = Double(bounds.upperBound)
        estimate = min(max(Double(initial), minimum), maximum)
    }

    var limit: Int { Int(estimate) }

    /// Learns from a call that has ended. See ``ConcurrencyLimit/sample(from:to:inFlight:didDrop:)``.
    ///
    /// - Returns: The limit from now on.
    @discardableResult
    mutating func sample(from start: Timestamp, to end: Timestamp, inFlight: Int, didDrop: Bool) -> Int {
        if didDrop || start.nanoseconds(to: end) > timeout {
            if let lastDecrease, start < lastDecrease { return limit }
            estimate = max(estimate * backoff, minimum)
            lastDecrease = end
        } else if inFlight * 2 >= limit {
            // A limit that is not used is not known to be good.
            estimate = min(estimate + 1 / estimate, maximum)
        }
        return limit
    }
}
