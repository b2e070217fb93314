import MartletTesting
import Synchronization

/// A manual clock that also counts how often anybody asked to sleep, whether or not it is still asleep.
final class CountingClock: Clock {
    typealias Instant = ContinuousClock.Instant

    let base = ManualClock()
    private let calls = Atomic(0)

    var sleepCalls: Int { calls.load(ordering: .relaxed) }
    var now: Instant { base.now }
    var minimumResolution: Duration { base.minimumResolution }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        calls.add(1, ordering: .relaxed)
        try await base.sleep(until: deadline, tolerance: tolerance)
    }
}

/// A clock whose sleepers wake before their deadline, as coarse timers of an operating system may.
struct HastyClock: Clock {
    typealias Instant = ContinuousClock.Instant

    let now = Instant.now
    let minimumResolution = Duration.milliseconds(1)

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
    }
}
