/// How long calls take usually: an exponential average over 600 windows, a minute of steady traffic.
struct LongTermAverage: Sendable {
    /// So many windows at the beginning count alike.
    private static var warmUp: Int { 10 }
    private static var weight: Double { 2.0 / 601 }

    private var count = 0
    /// In nanoseconds; `nil` before the first window.
    private(set) var value: Double?

    mutating func add(_ nanoseconds: Double) {
        count = min(count + 1, Self.warmUp + 1)
        let weight = count <= Self.warmUp ? 1 / Double(count) : Self.weight
        let old = value ?? nanoseconds
        var new = old + weight * (nanoseconds - old)
        // The way back after an overload need not take a minute.
        if new > 2 * nanoseconds { new *= 0.95 }
        value = new
    }

    mutating func lower(to nanoseconds: Double) {
        value = min(value ?? nanoseconds, nanoseconds)
    }

    mutating func replace(with nanoseconds: Double) {
        value = nanoseconds
    }
}
