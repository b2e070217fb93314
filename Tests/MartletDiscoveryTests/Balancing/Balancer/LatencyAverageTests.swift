import Testing

@testable import MartletDiscovery

struct LatencyAverageTests {
    private let decay: Int64 = 10_000_000_000
    private let second: Int64 = 1_000_000_000
    private let millisecond: Int64 = 1_000_000

    private func average(_ milliseconds: Int64, at now: Int64) -> LatencyAverage {
        var average = LatencyAverage()
        average.observe(milliseconds * millisecond, isFailure: false, at: now, decay: decay)
        return average
    }

    private func expect(_ value: Float, isNear expected: Float, _ tolerance: Float = 0.01) {
        #expect(abs(value - expected) <= tolerance * expected, "\(value) is not \(expected)")
    }

    @Test func aLowerBoundOnlyRaisesTheCost() {
        let (second, decay): (Int64, Int64) = (1_000_000_000, 10_000_000_000)
        var average = LatencyAverage()
        average.observe(atLeast: second, at: second, decay: decay)
        #expect(!average.isKnown)
        average.observe(second, isFailure: true, at: second, decay: decay)
        for (moment, took) in [(2, second / 2), (11, second / 4), (11, second / 2), (40, second), (41, 5)]
            as [(Int64, Int64)]
        {
            let before = average.cost(at: moment * second, decay: decay)
            average.observe(atLeast: took, at: moment * second, decay: decay)
            let after = average.cost(at: moment * second, decay: decay)
            #expect(after >= before * 0.95)
            #expect(after >= Float(took) * 0.99)
            #expect(after <= max(before, Float(took) * 2) * 1.01)
        }
    }

    @Test func nothingIsKnownAtFirst() {
        #expect(!LatencyAverage().isKnown)
        #expect(average(0, at: 0).isKnown)
    }

    @Test func peakCountsAtOnce() {
        var average = average(10, at: second)
        average.observe(500 * millisecond, isFailure: false, at: second, decay: decay)
        expect(average.latency, isNear: 500e6)
    }

    @Test func comesDownByTheTimeConstant() {
        var average = average(500, at: second)
        average.observe(10 * millisecond, isFailure: false, at: 11 * second, decay: decay)
        // 500/e + 10 × (1 − 1/e)
        expect(average.latency, isNear: 190.3e6)
    }

    @Test func comesDownAsFastInManySteps() {
        var average = average(500, at: second)
        for step in 1...10_000 {
            average.observe(10 * millisecond, isFailure: false, at: second + Int64(step) * millisecond, decay: decay)
        }
        expect(average.latency, isNear: 190.3e6, 0.03)
    }

    @Test func costDecaysWhileNothingComes() {
        let average = average(100, at: second)
        expect(average.cost(at: second, decay: decay), isNear: 100e6)
        expect(average.cost(at: 11 * second, decay: decay), isNear: 36.8e6)
        expect(average.cost(at: 31 * second, decay: decay), isNear: 4.98e6)
        expect(average.latency, isNear: 100e6)
    }

    @Test func fastFailuresDoubleTheCost() {
        var average = average(100, at: second)
        for failures in 1...12 {
            average.observe(millisecond, isFailure: true, at: second, decay: decay)
            let doublings = min(failures, 10)
            expect(average.cost(at: second, decay: decay), isNear: 100e6 * Float(1 << doublings))
        }
        expect(average.latency, isNear: 100e6)
    }

    @Test func slowFailuresAreSlowToo() {
        var average = average(100, at: second)
        average.observe(700 * millisecond, isFailure: true, at: second, decay: decay)
        expect(average.cost(at: second, decay: decay), isNear: 1_400e6)
    }

    @Test func failureAtFirstIsKnown() {
        var average = LatencyAverage()
        average.observe(millisecond, isFailure: true, at: second, decay: decay)
        expect(average.cost(at: second, decay: decay), isNear: 2e6)
    }

    /// An instance that fails for good is tried again seldom, and each time it is as expensive as before.
    @Test func failureAfterAPauseCountsInFull() {
        var average = average(100, at: second)
        for _ in 0..<10 { average.observe(millisecond, isFailure: true, at: second, decay: decay) }
        average.observe(millisecond, isFailure: true, at: 70 * second, decay: decay)
        expect(average.cost(at: 70 * second, decay: decay), isNear: 102_400e6)
    }

    @Test func successTakesADoublingBack() {
        var average = average(100, at: second)
        for _ in 0..<3 { average.observe(millisecond, isFailure: true, at: second, decay: decay) }
        average.observe(100 * millisecond, isFailure: false, at: second, decay: decay)
        expect(average.cost(at: second, decay: decay), isNear: 400e6)
        for _ in 0..<3 { average.observe(100 * millisecond, isFailure: false, at: second, decay: decay) }
        expect(average.cost(at: second, decay: decay), isNear: 100e6)
    }

    /// After the pause that ten doublings take, one success is enough.
    @Test func successAfterAPauseTakesBackWhatHasDecayed() {
        var average = average(100, at: second)
        for _ in 0..<10 { average.observe(millisecond, isFailure: true, at: second, decay: decay) }
        average.observe(100 * millisecond, isFailure: false, at: 71 * second, decay: decay)
        expect(average.cost(at: 71 * second, decay: decay), isNear: 100e6)
    }

    @Test func oddTimesDoNoHarm() {
        for took in [Int64.min, -1, 0, 1, .max] {
            for now in [Int64.min, -1, 0, .max] {
                for isFailure in [false, true] {
                    var average = average(10, at: second)
                    average.observe(took, isFailure: isFailure, at: now, decay: decay)
                    #expect(average.isKnown)
                    for later in [Int64.min, 0, .max] {
                        let cost = average.cost(at: later, decay: decay)
                        #expect(cost.isFinite && cost >= 0)
                    }
                }
            }
        }
    }

    @Test func timeBeforeTheLastChangeIsThePresent() {
        let average = average(100, at: 100 * second)
        expect(average.cost(at: 50 * second, decay: decay), isNear: 100e6)
    }
}
