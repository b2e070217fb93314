import Testing

@testable import Martlet

@Suite struct HedgePaceTests {
    private let start = Timestamp.now

    private func makePace(
        _ percentile: Double = 0.95,
        _ limits: ClosedRange<Duration> = .milliseconds(1)...(.seconds(1))
    ) -> HedgePace {
        HedgePace(percentile: percentile, limits: limits, window: .seconds(30), start: start)
    }

    private func milliseconds(_ pace: HedgePace) -> Double { pace.delay / .milliseconds(1) }

    @Test func theMaximumStandsUntilEnoughIsKnown() {
        var pace = makePace()
        for _ in 0..<19 {
            pace.record(.milliseconds(10), at: start)
            #expect(pace.delay == .seconds(1))
        }
        pace.record(.milliseconds(10), at: start)
        #expect((10...10.7).contains(milliseconds(pace)))
    }

    @Test(arguments: [(0.5, 2), (0.9, 10), (0.99, 100), (0.999, 1_000)])
    func oneCallShouldLieAbove(percentile: Double, calls: Int) {
        var pace = makePace(percentile)
        for _ in 1..<calls { pace.record(.milliseconds(10), at: start) }
        #expect(pace.delay == .seconds(1))
        pace.record(.milliseconds(10), at: start)
        #expect(pace.delay < .seconds(1))
    }

    @Test func theDelayFollowsTheLatency() {
        var pace = makePace(0.9)
        for number in 0..<320 { pace.record(.milliseconds(number % 12 == 0 ? 200 : 10), at: start) }
        #expect((10...10.7).contains(milliseconds(pace)))
        // Every third call becomes slow.
        for number in 0..<320 { pace.record(.milliseconds(number % 3 == 0 ? 200 : 10), at: start) }
        #expect((200...213).contains(milliseconds(pace)))
    }

    @Test func theDelayIsWorkedOutEveryThirtySecondCall() {
        var pace = makePace(0.5)
        for _ in 0..<2 { pace.record(.milliseconds(10), at: start) }
        for _ in 0..<31 { pace.record(.milliseconds(500), at: start) }
        #expect(milliseconds(pace) < 11)
        pace.record(.milliseconds(500), at: start)
        #expect(milliseconds(pace) > 499)
    }

    @Test func theLimitsHold() {
        var fast = makePace()
        for _ in 0..<64 { fast.record(.microseconds(3), at: start) }
        #expect(fast.delay == .milliseconds(1))
        var slow = makePace()
        for _ in 0..<64 { slow.record(.seconds(30), at: start) }
        #expect(slow.delay == .seconds(1))
    }

    @Test func afterAPauseTheMaximumStandsAgain() {
        var pace = makePace()
        for _ in 0..<40 { pace.record(.milliseconds(10), at: start) }
        #expect(pace.delay < .seconds(1))
        pace.record(.milliseconds(10), at: start.advanced(by: .seconds(600)))
        #expect(pace.delay == .seconds(1))
    }
}
