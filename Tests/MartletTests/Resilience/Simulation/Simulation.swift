@testable import Martlet

/// A world in virtual time: what is scheduled happens in order, in one thread, and as fast as the machine can.
///
/// With it the state machines of the layers are tried on thousands of calls and minutes of traffic. The same seed gives
/// the same world, event for event.
final class Simulation {
    /// How much time has passed in the world.
    private(set) var elapsed = Duration.zero
    var random: SimulatedRandom
    private(set) var eventCount = 0

    private let start = ContinuousClock.now
    private var events = EventQueue<() -> Void>()

    init(seed: UInt64) {
        random = SimulatedRandom(seed: seed)
    }

    /// The present moment, as the layer wants it: some count in instants, some in nanoseconds, some from a start of
    /// their own.
    func now() -> ContinuousClock.Instant { start.advanced(by: elapsed) }
    func now() -> Timestamp { Timestamp(nanoseconds: 0).advanced(by: elapsed) }
    func now() -> Duration { elapsed }

    /// Lets something happen; a time that has passed counts as now.
    func at(_ time: Duration, _ body: @escaping () -> Void) {
        events.schedule(body, at: max(time, elapsed))
    }

    func after(_ delay: Duration, _ body: @escaping () -> Void) {
        at(elapsed + delay, body)
    }

    /// Lets something happen again and again, at random times that do not depend on each other (a Poisson process).
    ///
    /// - Parameters:
    ///   - rate: How often a second on average.
    ///   - times: From when to when.
    func arrivals(perSecond rate: Double, during times: Range<Duration>, _ body: @escaping () -> Void) {
        let gap = random.exponential(mean: .seconds(1) / rate)
        let next = times.lowerBound + gap
        guard times.contains(next) else { return }
        at(next) { [self] in
            arrivals(perSecond: rate, during: next..<times.upperBound, body)
            body()
        }
    }

    /// Lets time pass until nothing is left to happen, or until the end.
    func run(until end: Duration? = nil) {
        while let next = events.nextTime {
            if let end, next > end { break }
            guard let (time, body) = events.popFirst() else { break }
            elapsed = time
            eventCount += 1
            body()
        }
        if let end { elapsed = max(elapsed, end) }
    }
}
