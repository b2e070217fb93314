/// The clock that a layer reads and sleeps on: the real one, or the one that a test moves.
///
/// A type of its own, so that layers are not generic over their clock: reading the real one costs a branch and what the
/// system asks for.
@usableFromInline
package struct MonotonicClock: Clock {
    @usableFromInline
    package typealias Instant = ContinuousClock.Instant

    @usableFromInline
    package typealias Duration = Swift.Duration

    @usableFromInline
    let custom: CustomClock?

    /// - Parameter clock: The clock to stand for.
    @usableFromInline
    package init<C: Clock>(_ clock: C) where C.Instant == ContinuousClock.Instant {
        if let clock = clock as? MonotonicClock {
            self = clock
        } else {
            custom = clock is ContinuousClock ? nil : CustomClock(clock)
        }
    }

    // Not by `map`: an instant in an optional, whose size is known at run time only, takes 15 ns more.
    @inlinable
    package var now: Instant { if let custom { custom.now() } else { ContinuousClock.now } }

    /// The present moment, cheaper than ``now``.
    @inlinable
    package var timestamp: Timestamp { if let custom { Timestamp(custom.now()) } else { .now } }

    @usableFromInline
    package var minimumResolution: Duration { custom?.minimumResolution ?? ContinuousClock().minimumResolution }

    @usableFromInline
    package func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        if let custom {
            try await custom.sleep(deadline, tolerance)
        } else {
            try await ContinuousClock().sleep(until: deadline, tolerance: tolerance)
        }
    }
}

/// A clock whose type is known only here.
@usableFromInline
final class CustomClock: Sendable {
    @usableFromInline
    let now: @Sendable () -> ContinuousClock.Instant

    let minimumResolution: Duration
    let sleep: @Sendable (ContinuousClock.Instant, Duration?) async throws -> Void

    init<C: Clock>(_ clock: C) where C.Instant == ContinuousClock.Instant {
        now = { clock.now }
        minimumResolution = clock.minimumResolution
        sleep = { try await clock.sleep(until: $0, tolerance: $1) }
    }
}
