/// When to try again to export a batch: a value without clock and randomness.
struct ExportBackoff: Hashable, Sendable {
    let initial: Duration
    let maximum: Duration
    let attempts: Int

    /// The delay after a failed attempt.
    ///
    /// The bound doubles from attempt to attempt; the delay is drawn from its upper half, so that clients that failed
    /// together do not come back together and none comes back at once. What the other side asks for is kept, up to the
    /// largest bound, and is added to.
    ///
    /// - Parameters:
    ///   - attempt: Which one it was, from 1.
    ///   - retryAfter: What the other side asks for.
    ///   - random: A number from 0 up to but not including 1.
    /// - Returns: `nil` when it was the last attempt.
    func delay(after attempt: Int, retryAfter: Duration?, random: Double) -> Duration? {
        guard attempt < attempts else { return nil }
        var bound = min(max(initial, .zero), maximum)
        var step = 1
        while step != attempt, bound > .zero, bound != maximum {
            bound = min(bound * 2, maximum)
            step += 1
        }
        let jittered = bound / 2 + bound / 2 * random
        guard let retryAfter, retryAfter > .zero else { return jittered }
        return min(retryAfter, maximum) + initial * random
    }
}
