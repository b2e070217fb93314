/// Times that were measured, in order.
struct Percentiles {
    private let sorted: [Duration]

    init(_ times: [Duration]) {
        sorted = times.sorted()
    }

    var count: Int { sorted.count }

    /// The time that so many percent of the times do not exceed (nearest rank); zero when there are none.
    ///
    /// - Parameter percent: From 0 to 100.
    subscript(percent: Double) -> Duration {
        guard !sorted.isEmpty else { return .zero }
        let rank = (Double(sorted.count) * percent / 100).rounded(.up)
        return sorted[min(max(Int(rank), 1), sorted.count) - 1]
    }

    var mean: Duration {
        sorted.isEmpty ? .zero : sorted.reduce(.zero, +) / sorted.count
    }
}
