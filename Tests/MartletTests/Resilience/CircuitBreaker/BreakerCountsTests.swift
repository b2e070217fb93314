import Testing

@testable import Martlet

@Suite struct BreakerCountsTests {
    private static func good(_ duration: Duration = .zero) -> CircuitBreaker.Outcome {
        .init(isFailure: false, duration: duration)
    }

    private static func bad(_ duration: Duration = .zero) -> CircuitBreaker.Outcome {
        .init(isFailure: true, duration: duration)
    }

    private let good = BreakerCountsTests.good()
    private let bad = BreakerCountsTests.bad()

    /// Which of the outcomes open the breaker.
    private func opens(
        _ policy: CircuitBreaker.Policy,
        _ outcomes: [CircuitBreaker.Outcome],
        every interval: Duration = .zero
    ) -> [Int] {
        var counts = BreakerCounts(policy)
        return outcomes.enumerated().compactMap { index, outcome in
            counts.record(outcome, at: interval * index) ? index : nil
        }
    }

    @Test func opensAtTheNumberOfConsecutiveFailures() {
        #expect(opens(.consecutiveFailures(3), [bad, bad, good, bad, bad, bad]) == [5])
        #expect(opens(.consecutiveFailures(1), [good, bad]) == [1])
        #expect(opens(.gobreaker, Array(repeating: bad, count: 6)) == [5])
    }

    @Test func consecutiveFailuresAreNeverTooOld() {
        #expect(opens(.consecutiveFailures(3), [bad, bad, bad], every: .seconds(86_400)) == [2])
    }

    @Test func aSuccessChangesNothingWhenThereIsNoFailure() {
        var counts = BreakerCounts(.consecutiveFailures(3))
        #expect(counts.ignoresSuccess)
        _ = counts.record(bad, at: .zero)
        #expect(!counts.ignoresSuccess)
        _ = counts.record(good, at: .zero)
        #expect(counts.ignoresSuccess)
        _ = counts.record(bad, at: .zero)
        counts.removeAll()
        #expect(counts.ignoresSuccess)
        let others: [CircuitBreaker.Policy] = [
            .failureRatio(0.5), .slowCalls(over: .zero), .adaptiveThrottling(), .custom(Never()),
        ]
        for policy in others {
            #expect(!BreakerCounts(policy).ignoresSuccess)
        }
    }

    @Test func opensWhenTheRatioIsReached() {
        let policy = CircuitBreaker.Policy.failureRatio(0.5, minimumCalls: 4)
        #expect(opens(policy, [good, good, bad, bad]) == [3])
        #expect(opens(policy, [good, good, good, bad, bad]) == [])
        #expect(opens(policy, [good, good, good, bad, bad, bad]) == [5])
        #expect(opens(.failureRatio(1, minimumCalls: 2), [bad, bad]) == [1])
    }

    @Test func opensOnlyWithTheMinimumOfCalls() {
        let policy = CircuitBreaker.Policy.failureRatio(0.5, minimumCalls: 4)
        #expect(opens(policy, [bad, bad, bad]) == [])
        // A success completes the minimum and does not open it; the next failure does.
        #expect(opens(policy, [bad, bad, bad, good, good, bad]) == [5])
    }

    @Test func oldCallsDoNotCountForTheRatio() {
        let policy = CircuitBreaker.Policy.failureRatio(0.5, minimumCalls: 4, window: .seconds(10))
        #expect(opens(policy, Array(repeating: bad, count: 20), every: .seconds(4)) == [])
        #expect(opens(policy, Array(repeating: bad, count: 4), every: .seconds(3)) == [3])
    }

    @Test func opensWhenTooManyAreSlow() {
        let policy = CircuitBreaker.Policy.slowCalls(over: .milliseconds(500), ratio: 0.5, minimumCalls: 4)
        let (quick, slow) = (Self.good(.milliseconds(500)), Self.good(.milliseconds(501)))
        #expect(opens(policy, [quick, quick, slow, slow]) == [3])
        #expect(opens(policy, [slow, slow, slow, quick]) == [])
        #expect(opens(policy, [quick, quick, quick, quick, slow, slow]) == [])
        #expect(opens(policy, [slow, slow, slow], every: .seconds(4)) == [])
        // Failures count by the time that they took.
        #expect(opens(policy, [Self.bad(.seconds(1)), slow, Self.bad(.seconds(1)), Self.bad(.seconds(1))]) == [3])
        #expect(opens(policy, Array(repeating: bad, count: 20)) == [])
    }

    @Test func knowsWhatIsSlow() {
        let counts = BreakerCounts(.slowCalls(over: .milliseconds(500)))
        #expect(!counts.isSlow(.milliseconds(500)))
        #expect(counts.isSlow(.milliseconds(501)))
        #expect(!BreakerCounts(.gobreaker).isSlow(.seconds(1_000)))
    }

    @Test func hystrixRoundsThePercentage() {
        func calls(_ failures: Int, of count: Int) -> [CircuitBreaker.Outcome] {
            Array(repeating: good, count: count - failures) + Array(repeating: bad, count: failures)
        }
        // 99 of 200 are 49.5 per cent, which are 50.
        #expect(opens(.hystrix, calls(99, of: 200)) == [199])
        #expect(opens(.hystrix, calls(98, of: 200)) == [])
        #expect(opens(.hystrix, calls(10, of: 20)) == [19])
        #expect(opens(.hystrix, calls(10, of: 19)) == [])
        #expect(opens(.hystrix(errorPercent: 5), calls(9, of: 200)) == [199])
        #expect(opens(.hystrix(errorPercent: 5), calls(8, of: 200)) == [])
        // Nine seconds at least, ten at most.
        #expect(opens(.hystrix, Array(repeating: bad, count: 20), every: .milliseconds(470)) == [19])
        #expect(opens(.hystrix, Array(repeating: bad, count: 40), every: .milliseconds(527)) == [])
    }

    @Test func handyOpensWhenTheRatioIsExceeded() {
        #expect(opens(.handy(ratio: 0.5), [good, good, good, good, good, good, bad, bad, bad, bad, bad]) == [])
        #expect(opens(.handy(ratio: 0.5), [good, good, good, good, good, bad, bad, bad, bad, bad]) == [])
        #expect(opens(.handy(ratio: 0.5), [good, good, good, good, good, bad, bad, bad, bad, bad, bad]) == [10])
        #expect(opens(.handy(ratio: 0.5), Array(repeating: good, count: 6) + Array(repeating: bad, count: 6)) == [])
        #expect(opens(.handy(ratio: 0), Array(repeating: good, count: 10) + [bad]) == [10])
        #expect(opens(.handy(ratio: 1), Array(repeating: bad, count: 100)) == [])
        #expect(opens(.handy(ratio: -3), Array(repeating: good, count: 10) + [bad]) == [10])
        #expect(opens(.handy(ratio: 7), Array(repeating: bad, count: 100)) == [])
        #expect(opens(.handy(ratio: 0.5), Array(repeating: bad, count: 11), every: .milliseconds(400)) == [10])
        #expect(opens(.handy(ratio: 0.5), Array(repeating: bad, count: 50), every: .milliseconds(500)) == [])
    }

    @Test func aPolicyOfOnesOwnSeesOutcomesAndTimes() {
        struct Slope: CircuitBreakerPolicy {
            var last = Duration.zero

            mutating func opens(after outcome: CircuitBreaker.Outcome, at now: Duration) -> Bool {
                defer { last = now }
                return outcome.isFailure && outcome.duration > .seconds(1) && now - last < .seconds(5)
            }
        }
        let policy = CircuitBreaker.Policy.custom(Slope())
        #expect(opens(policy, [good, Self.bad(.seconds(2))], every: .seconds(5)) == [])
        #expect(opens(policy, [good, Self.bad(.seconds(2))], every: .seconds(4)) == [1])
        #expect(opens(policy, [good, Self.bad(.seconds(1))], every: .seconds(4)) == [])
    }

    @Test func countsAnewAfterRemoval() {
        struct Second: CircuitBreakerPolicy {
            var failures = 0

            mutating func opens(after outcome: CircuitBreaker.Outcome, at now: Duration) -> Bool {
                failures += 1
                return failures >= 2
            }
        }
        let policies: [CircuitBreaker.Policy] = [
            .consecutiveFailures(2), .failureRatio(0.1, minimumCalls: 2),
            .slowCalls(over: .seconds(1), ratio: 0.1, minimumCalls: 2), .custom(Second()),
        ]
        for policy in policies {
            var counts = BreakerCounts(policy)
            #expect(counts.record(Self.bad(.seconds(2)), at: .zero) == false)
            counts.removeAll()
            #expect(counts.record(Self.bad(.seconds(2)), at: .zero) == false)
            #expect(counts.record(Self.bad(.seconds(2)), at: .zero) == true)
        }
    }

    private struct Never: CircuitBreakerPolicy {
        mutating func opens(after outcome: CircuitBreaker.Outcome, at now: Duration) -> Bool { false }
    }
}
