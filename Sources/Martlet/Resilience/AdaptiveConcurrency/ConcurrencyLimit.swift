/// How many calls may run at the same time, found from how long they take: one of the algorithms, as a value.
///
/// Not an enum of the two: to change the payload of an enum is to copy it out and in again.
struct ConcurrencyLimit: Sendable {
    private var gradient: GradientLimit?
    private var aimd: AIMDLimit?

    /// How many calls may run.
    private(set) var limit: Int

    init(_ algorithm: GradientLimit) {
        gradient = algorithm
        limit = algorithm.limit
    }

    init(_ algorithm: AIMDLimit) {
        aimd = algorithm
        limit = algorithm.limit
    }

    /// Learns from a call that has ended.
    ///
    /// - Parameters:
    ///   - start: When it began to run.
    ///   - end: When it ended.
    ///   - inFlight: How many were running when it ended, itself among them.
    ///   - didDrop: Whether it was turned away or given up because somebody was overloaded.
    mutating func sample(from start: Timestamp, to end: Timestamp, inFlight: Int, didDrop: Bool) {
        if let new = gradient?.sample(from: start, to: end, inFlight: inFlight, didDrop: didDrop) { limit = new }
        if let new = aimd?.sample(from: start, to: end, inFlight: inFlight, didDrop: didDrop) { limit = new }
    }
}
