import MartletTesting
import Testing

@testable import Martlet

@Suite struct AdaptiveThrottlingTests {
    private func counts(
        _ policy: CircuitBreaker.Policy = .adaptiveThrottling(),
        accepted: Int,
        refused: Int
    ) -> BreakerCounts {
        var counts = BreakerCounts(policy)
        for _ in 0..<accepted { _ = counts.record(.init(isFailure: false, duration: .zero), at: .zero) }
        for _ in 0..<refused { _ = counts.record(.init(isFailure: true, duration: .zero), at: .zero) }
        return counts
    }

    /// Rejects below the probability, and only there.
    private func expect(
        _ probability: Double,
        _ counts: BreakerCounts,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var (below, at) = (counts, counts)
        if probability > 0 {
            #expect(below.rejects(at: .zero, unit: probability.nextDown) == true, sourceLocation: sourceLocation)
        }
        #expect(at.rejects(at: .zero, unit: max(probability, 0)) == false, sourceLocation: sourceLocation)
        #expect(counts.admitsAll == (probability <= 0), sourceLocation: sourceLocation)
    }

    @Test func rejectsByTheFormula() {
        expect(0, counts(accepted: 0, refused: 0))
        expect(1.0 / 2, counts(accepted: 0, refused: 1))
        expect(1_000.0 / 1_001, counts(accepted: 0, refused: 1_000))
        expect(0, counts(accepted: 50, refused: 50))
        expect(1.0 / 102, counts(accepted: 50, refused: 51))
        expect(80.0 / 101, counts(accepted: 10, refused: 90))
        expect(0, counts(accepted: 90, refused: 10))
    }

    @Test func theMultiplierSaysHowManyPass() {
        expect(50.0 / 101, counts(.adaptiveThrottling(multiplier: 1), accepted: 50, refused: 50))
        expect(25.0 / 101, counts(.adaptiveThrottling(multiplier: 1.5), accepted: 50, refused: 50))
        expect(0, counts(.adaptiveThrottling(multiplier: 10), accepted: 10, refused: 90))
    }

    @Test func theProbabilityHasAMaximum() {
        expect(0.8, counts(.adaptiveThrottling(maximumProbability: 0.8), accepted: 0, refused: 1_000))
        expect(1.0 / 2, counts(.adaptiveThrottling(maximumProbability: 0.8), accepted: 0, refused: 1))
    }

    @Test func whatIsRejectedIsARequest() {
        var counts = counts(accepted: 0, refused: 1)
        #expect(counts.rejects(at: .zero, unit: 0) == true)
        expect(2.0 / 3, counts)
        // Not what passes: that counts when it ends.
        #expect(counts.rejects(at: .zero, unit: 0.9) == false)
        expect(2.0 / 3, counts)
    }

    @Test func neverOpens() {
        var counts = BreakerCounts(.adaptiveThrottling())
        for _ in 0..<1_000 { #expect(counts.record(.init(isFailure: true, duration: .zero), at: .zero) == false) }
    }

    @Test func forgetsWhatIsOld() {
        var counts = counts(.adaptiveThrottling(window: .seconds(60)), accepted: 0, refused: 1_000)
        var late = counts
        #expect(counts.rejects(at: .seconds(60) - .nanoseconds(1), unit: 0.99) == true)
        #expect(late.rejects(at: .seconds(60), unit: 0) == false)
        #expect(late.admitsAll)
    }

    /// What is asked only when somebody may be rejected must not depend on being asked.
    @Test func whileNothingIsRejectedNobodyLooksAtTheTime() {
        var counts = BreakerCounts(.adaptiveThrottling(window: .seconds(10)))
        for _ in 0..<10 { _ = counts.record(.init(isFailure: false, duration: .zero), at: .zero) }
        for _ in 0..<9 { _ = counts.record(.init(isFailure: true, duration: .zero), at: .seconds(9)) }
        #expect(counts.rejects(at: .seconds(11), unit: 0) == false)
        #expect(counts.admitsAll)
        _ = counts.record(.init(isFailure: true, duration: .zero), at: .seconds(11))
        #expect(!counts.admitsAll)
        #expect(counts.rejects(at: .seconds(11), unit: 0.9) == true)
    }

    @Test func otherPoliciesRejectNothing() {
        for policy in [CircuitBreaker.Policy.gobreaker, .hystrix, .slowCalls(over: .zero)] {
            var counts = counts(policy, accepted: 0, refused: 1_000)
            #expect(counts.admitsAll)
            #expect(counts.rejects(at: .zero, unit: 0) == false)
        }
    }

    /// A peer that can take 100 calls a second gets 1,000: it refuses about one for each that it takes, not nine.
    @Test func sendsAboutTwiceWhatThePeerTakes() {
        var random = SeededGenerator(seed: 7)
        var counts = BreakerCounts(.adaptiveThrottling(multiplier: 2, window: .seconds(10)))
        var (taken, refused) = (0, 0)
        for second in 0..<60 {
            var capacity = 100
            for call in 0..<1_000 {
                let now = Duration.seconds(second) + .milliseconds(call)
                guard !counts.rejects(at: now, unit: .random(in: 0..<1, using: &random)) else { continue }
                let isTaken = capacity > 0
                capacity -= 1
                _ = counts.record(.init(isFailure: !isTaken, duration: .zero), at: now)
                guard second >= 20 else { continue }
                if isTaken { taken += 1 } else { refused += 1 }
            }
        }
        #expect(taken == 4_000)
        #expect((3_000...5_000).contains(refused))
    }

    /// Whatever has happened, some calls pass, and with a peer that accepts them soon all do.
    @Test(arguments: [1, 0.9])
    func recovers(maximumProbability: Double) {
        var random = SeededGenerator(seed: 8)
        var counts = BreakerCounts(.adaptiveThrottling(window: .seconds(10), maximumProbability: maximumProbability))
        var now = Duration.zero
        func passes() -> Bool {
            now += .milliseconds(10)
            return !counts.rejects(at: now, unit: .random(in: 0..<1, using: &random))
        }
        func record(isFailure: Bool) { _ = counts.record(.init(isFailure: isFailure, duration: .zero), at: now) }
        for _ in 0..<5_000 where passes() { record(isFailure: true) }
        let failedUntil = now
        while !counts.admitsAll, now < .seconds(3_600) {
            if passes() { record(isFailure: false) }
        }
        #expect(counts.admitsAll)
        #expect(now - failedUntil < .seconds(maximumProbability < 1 ? 30 : 120))
    }
}
