@testable import Martlet

/// What is behind a limit, as a formula: so many calls run side by side without harm, and with more all take longer, in
/// proportion. It is asked for as many calls as the limit lets in, or as `demand` says.
struct ModelBackend {
    var capacity: Double
    /// How long a call takes when nothing is in its way, in nanoseconds.
    var service: Double
    var demand = Int.max
    /// Of so many calls one is dropped, none with 0.
    var dropsEvery = 0
    private(set) var time = Timestamp(nanoseconds: 0)
    private var callCount = 0

    init(capacity: Double, milliseconds: Double) {
        self.capacity = capacity
        service = milliseconds * 1_000_000
    }

    func inFlight(_ limit: GradientLimit) -> Int { min(limit.limit, demand) }

    func roundTrip(_ limit: GradientLimit) -> Double {
        service * max(1, Double(inFlight(limit)) / capacity)
    }

    /// Lets calls end for some time.
    ///
    /// - Returns: The lowest and the highest limit.
    @discardableResult
    mutating func run(_ limit: inout GradientLimit, for duration: Duration) -> ClosedRange<Int> {
        let end = time.advanced(by: duration)
        var lowest = limit.limit
        var highest = limit.limit
        while time < end {
            let roundTrip = roundTrip(limit)
            let inFlight = inFlight(limit)
            time = time.advanced(byNanoseconds: Int64(roundTrip / Double(inFlight)))
            callCount += 1
            let didDrop = dropsEvery > 0 && callCount % dropsEvery == 0
            let start = time.advanced(byNanoseconds: -Int64(roundTrip))
            limit.sample(from: start, to: time, inFlight: inFlight, didDrop: didDrop)
            lowest = min(lowest, limit.limit)
            highest = max(highest, limit.limit)
        }
        return lowest...highest
    }
}
