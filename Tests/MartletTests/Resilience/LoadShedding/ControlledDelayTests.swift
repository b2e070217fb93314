import Testing

@testable import Martlet

@Suite struct ControlledDelayTests {
    private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: milliseconds * 1_000_000) }

    /// A queue whose oldest call came at 0.
    private func delay() -> ControlledDelay {
        ControlledDelay(target: .milliseconds(5), interval: .milliseconds(100))
    }

    private func look(
        _ delay: inout ControlledDelay,
        oldest: Int64?,
        at milliseconds: Int64,
        permitInterval: Double = 0
    ) {
        delay.observe(oldestArrival: oldest.map(at), permitInterval: permitInterval, at: at(milliseconds))
    }

    @Test func aQueueThatStandsForAnInterval() {
        var delay = delay()
        look(&delay, oldest: 0, at: 6)
        #expect(!delay.isOverloaded)
        // Above the target since 5.
        look(&delay, oldest: 50, at: 104)
        #expect(!delay.isOverloaded)
        look(&delay, oldest: 50, at: 105)
        #expect(delay.isOverloaded)
    }

    @Test func theTimeBeforeTheFirstLookCounts() {
        var delay = delay()
        look(&delay, oldest: 0, at: 105)
        #expect(delay.isOverloaded)
    }

    @Test func aShortQueueInBetween() {
        var delay = delay()
        look(&delay, oldest: 0, at: 90)
        look(&delay, oldest: 85, at: 90)
        look(&delay, oldest: 85, at: 150)
        #expect(!delay.isOverloaded)
        // Above the target since 90.
        look(&delay, oldest: 85, at: 190)
        #expect(delay.isOverloaded)
    }

    @Test func anEmptyQueue() {
        var delay = delay()
        look(&delay, oldest: 0, at: 200)
        #expect(delay.isOverloaded)
        look(&delay, oldest: nil, at: 200)
        #expect(!delay.isOverloaded)
    }

    @Test func anOverloadGoesOnAfterAShortPause() {
        var delay = delay()
        look(&delay, oldest: 0, at: 200)
        look(&delay, oldest: nil, at: 200)
        // Above the target since 299.
        look(&delay, oldest: 294, at: 300)
        #expect(delay.isOverloaded)
    }

    @Test func anOverloadIsOverAfterAnInterval() {
        var delay = delay()
        look(&delay, oldest: 0, at: 200)
        look(&delay, oldest: nil, at: 200)
        // Above the target since 300.
        look(&delay, oldest: 295, at: 301)
        #expect(!delay.isOverloaded)
        look(&delay, oldest: 295, at: 400)
        #expect(delay.isOverloaded)
    }

    @Test func overdueAfterTwiceTheTarget() {
        let delay = delay()
        #expect(!delay.isOverdue(at(0), at: at(10)))
        #expect(delay.isOverdue(at(0), at: Timestamp(nanoseconds: 10_000_001)))
    }

    @Test func aQueueThatMovesSlowlyIsGivenMoreTime() {
        var delay = delay()
        // A call leaves every 5 milliseconds: target 10, interval 200.
        look(&delay, oldest: 0, at: 11, permitInterval: 5_000_000)
        look(&delay, oldest: 100, at: 209, permitInterval: 5_000_000)
        #expect(!delay.isOverloaded)
        look(&delay, oldest: 100, at: 210, permitInterval: 5_000_000)
        #expect(delay.isOverloaded)
        #expect(!delay.isOverdue(at(0), at: at(20)))
        #expect(delay.isOverdue(at(0), at: at(21)))
    }

    @Test func aQueueThatMovesFastIsGivenNoLess() {
        var delay = delay()
        look(&delay, oldest: 0, at: 104, permitInterval: 1_000)
        #expect(!delay.isOverloaded)
        look(&delay, oldest: 0, at: 105, permitInterval: 1_000)
        #expect(delay.isOverloaded)
    }
}
