/// Whether a queue stands: all the time for a whole interval, its oldest call has waited longer than the target.
///
/// A queue that is short now and then is a good one, it takes up bursts, however long it is in between. One that stands
/// does nothing but make every call later by the same time. This is how CoDel tells them apart. Source: sections 3 to 5
/// of [RFC 8289](https://www.rfc-editor.org/rfc/rfc8289).
struct ControlledDelay: Sendable {
    /// In nanoseconds.
    private let target: Double
    private let interval: Double
    /// How many times as long target and interval are at present, at least 1.
    private var pace = 1.0
    /// Since when the oldest call has waited longer than the target.
    private var aboveSince: Timestamp?
    /// Whether the queue stands.
    private(set) var isOverloaded = false
    /// When the queue stood last.
    private var lastOverload: Timestamp?

    init(target: Duration, interval: Duration) {
        self.target = Double(target.saturatedNanoseconds)
        self.interval = Double(interval.saturatedNanoseconds)
    }

    /// Looks at the queue. To be called before and after every change, so that nothing is missed in between.
    ///
    /// - Parameters:
    ///   - oldestArrival: When the oldest of the calls came; `nil` when none waits.
    ///   - permitInterval: After how many nanoseconds, on average, the next call leaves the queue. With two calls no
    ///     queue stands, so twice that is the least target, and the interval is stretched alike.
    mutating func observe(oldestArrival: Timestamp?, permitInterval: Double, at time: Timestamp) {
        pace = max(2 * permitInterval / target, 1)
        guard let oldestArrival, hasWaited(from: oldestArrival, to: time, targets: 1) else {
            aboveSince = nil
            isOverloaded = false
            return
        }
        // Not since it was seen first: between two looks nothing has changed but the time.
        let since = aboveSince ?? oldestArrival.advanced(byNanoseconds: Int64(target * pace))
        aboveSince = since
        // An overload that was interrupted for a short time goes on at once.
        isOverloaded = isInterval(since, time) || lastOverload.map { !isInterval($0, since) } ?? false
        if isOverloaded { lastOverload = time }
    }

    /// Whether a call has waited for too long in an overload: twice the target.
    ///
    /// Twice, since a queue that was cut back to the target would not be standing any more, and would grow for another
    /// interval.
    func isOverdue(_ arrival: Timestamp, at time: Timestamp) -> Bool {
        hasWaited(from: arrival, to: time, targets: 2)
    }

    private func hasWaited(from arrival: Timestamp, to time: Timestamp, targets: Double) -> Bool {
        Double(arrival.nanoseconds(to: time)) > targets * target * pace
    }

    private func isInterval(_ start: Timestamp, _ end: Timestamp) -> Bool {
        Double(start.nanoseconds(to: end)) >= interval * pace
    }
}
