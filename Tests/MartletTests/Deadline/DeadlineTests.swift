import Martlet
import MartletTesting
import Testing

@Suite struct DeadlineTests {
    private let now = ContinuousClock.now

    @Test func remaining() {
        let deadline = Deadline(now.advanced(by: .seconds(5)))
        #expect(deadline.remaining(at: now) == .seconds(5))
        #expect(deadline.remaining(at: now.advanced(by: .seconds(2))) == .seconds(3))
        #expect(deadline.remaining(at: now.advanced(by: .seconds(5))) == .zero)
        #expect(deadline.remaining(at: now.advanced(by: .seconds(7))) == .seconds(-2))
    }

    @Test func hasPassedFromItsMomentOn() {
        let deadline = Deadline(now.advanced(by: .seconds(5)))
        #expect(!deadline.hasPassed(at: now))
        #expect(!deadline.hasPassed(at: now.advanced(by: .seconds(5) - .nanoseconds(1))))
        #expect(deadline.hasPassed(at: now.advanced(by: .seconds(5))))
        #expect(deadline.hasPassed(at: now.advanced(by: .seconds(6))))
    }

    @Test func afterReadsTheClockThatItIsGiven() {
        let clock = ManualClock()
        clock.advance(by: .seconds(100))
        let deadline = Deadline.after(.seconds(5), clock: clock)
        #expect(deadline.instant == clock.now.advanced(by: .seconds(5)))
        #expect(deadline.remaining(at: clock.now) == .seconds(5))
    }

    @Test func afterOnTheRealClock() {
        let deadline = Deadline.after(.seconds(3_600))
        #expect(!deadline.hasPassed())
        #expect(deadline.remaining() <= .seconds(3_600))
        #expect(deadline.remaining() > .seconds(3_000))
        #expect(Deadline.after(.seconds(-1)).hasPassed())
        #expect(Deadline.after(.zero).hasPassed())
    }

    @Test(arguments: [Duration.seconds(Int64.max), .seconds(Int64.max / 2), .seconds(4_000_000_000)])
    func noDurationLeavesTheRangeOfTheClock(_ duration: Duration) {
        let clock = ManualClock()
        let century = Duration.seconds(100 * 365 * 86_400)
        #expect(Deadline.after(duration, clock: clock).remaining(at: clock.now) == century)
        #expect(Deadline.after(.zero - duration, clock: clock).remaining(at: clock.now) == .zero - century)
    }

    @Test func earlierIsSmaller() {
        let early = Deadline(now)
        let late = Deadline(now.advanced(by: .nanoseconds(1)))
        #expect(early < late)
        #expect(!(late < early))
        #expect(min(late, early) == early)
        #expect(early == Deadline(now))
        #expect(Set([early, late, Deadline(now)]).count == 2)
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func remainingAndHasPassedAgree(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let deadline = Deadline(now.advanced(by: .milliseconds(Int.random(in: -5...5, using: &random))))
            let moment = now.advanced(by: .milliseconds(Int.random(in: -5...5, using: &random)))
            #expect(deadline.hasPassed(at: moment) == (deadline.remaining(at: moment) <= .zero))
        }
    }
}
