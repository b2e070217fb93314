import MartletTesting
import Testing

@testable import Martlet

@Suite struct RetryBackoffTests {
    private func delays(_ backoff: Retry.Backoff, random: Double = 0.5, count: Int = 8) -> [Duration] {
        var previous: Duration?
        return (1...count).map { attempt in
            let delay = backoff.delay(after: attempt, previous: previous, random: random)
            previous = delay
            return delay
        }
    }

    @Test func aConstantDelayStays() {
        let backoff = Retry.Backoff.constant(.milliseconds(100), attempts: 5)
        #expect(delays(backoff, count: 3) == Array(repeating: .milliseconds(100), count: 3))
        #expect(delays(.constant(.zero), count: 2) == [.zero, .zero])
        #expect(delays(.constant(.seconds(-1)), count: 2) == [.zero, .zero])
    }

    @Test func exponentialDelaysDoubleUpToTheMaximum() {
        let expected: [Duration] = [50, 100, 200, 400, 800, 1_600, 2_000, 2_000].map { .milliseconds($0) }
        #expect(delays(.exponential(jitter: .none)) == expected)
    }

    @Test func theFactorAndTheBoundsCanBeChosen() {
        let backoff = Retry.Backoff.exponential(from: .seconds(1), multiplier: 3, to: .seconds(20), jitter: .none)
        #expect(delays(backoff, count: 4) == [.seconds(1), .seconds(3), .seconds(9), .seconds(20)])
        let narrow = Retry.Backoff.exponential(from: .seconds(5), to: .seconds(2), jitter: .none)
        #expect(delays(narrow, count: 2) == [.seconds(2), .seconds(2)])
        let flat = Retry.Backoff.exponential(from: .seconds(1), multiplier: 0.5, to: .seconds(20), jitter: .none)
        #expect(delays(flat, count: 3) == [.seconds(1), .seconds(1), .seconds(1)])
    }

    @Test func fullJitterDrawsBetweenZeroAndTheBound() {
        let backoff = Retry.Backoff.exponential(from: .milliseconds(100))
        #expect(delays(backoff, random: 0, count: 3) == [.zero, .zero, .zero])
        #expect(delays(backoff, random: 0.5, count: 3) == [50, 100, 200].map { .milliseconds($0) })
        #expect(delays(backoff, random: 0.25, count: 3) == [25, 50, 100].map { .milliseconds($0) })
    }

    @Test func decorrelatedDelaysGrowFromTheOneBefore() {
        let backoff = Retry.Backoff.decorrelatedJitter(from: .milliseconds(10), to: .milliseconds(100))
        #expect(delays(backoff, random: 0, count: 3) == Array(repeating: .milliseconds(10), count: 3))
        // 10 + (3 * 10 - 10) / 2, 10 + (3 * 20 - 10) / 2, …
        #expect(
            delays(backoff, random: 0.5, count: 3) == [.milliseconds(20), .milliseconds(35), .microseconds(57_500)]
        )
        #expect(delays(backoff, random: 0.999_999, count: 8).last == .milliseconds(100))
    }

    @Test(arguments: 0..<20)
    func delaysLieWithinTheirBounds(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let initial = Duration.microseconds(Int.random(in: 0...100_000, using: &generator))
        let maximum = Duration.microseconds(Int.random(in: 0...1_000_000, using: &generator))
        let full = Retry.Backoff.exponential(from: initial, to: maximum)
        let decorrelated = Retry.Backoff.decorrelatedJitter(from: initial, to: maximum)
        let smallest = min(initial, maximum)
        var previous: Duration?
        for attempt in 1...50 {
            let random = Double.random(in: 0..<1, using: &generator)
            let bound = min(initial * (1 << min(attempt - 1, 40)), maximum)
            #expect((.zero...bound).contains(full.delay(after: attempt, previous: nil, random: random)))
            let delay = decorrelated.delay(after: attempt, previous: previous, random: random)
            #expect(delay >= smallest && delay <= max(min((previous ?? initial) * 3, maximum), smallest))
            previous = delay
        }
    }

    @Test func fullJitterIsEven() {
        var generator = SeededGenerator(seed: 1)
        let backoff = Retry.Backoff.exponential(from: .seconds(1))
        let sum = (0..<10_000).reduce(Duration.zero) { sum, _ in
            sum + backoff.delay(after: 1, previous: nil, random: Double.random(in: 0..<1, using: &generator))
        }
        #expect(sum > .seconds(4_900) && sum < .seconds(5_100))
    }

    @Test func anyNumberIsADelay() {
        let endless = Duration.seconds(Int64.max)
        let backoffs: [Retry.Backoff] = [
            .constant(endless), .constant(.zero - endless),
            .exponential(from: endless, multiplier: .infinity, to: endless),
            .exponential(from: .nanoseconds(1), multiplier: .nan, to: endless, jitter: .none),
            .exponential(from: .nanoseconds(1), multiplier: 1e300, to: endless, jitter: .none),
            .decorrelatedJitter(from: endless, to: endless),
        ]
        for backoff in backoffs {
            for attempt in [1, 2, 10_000, Int.max] {
                let delay = backoff.delay(after: attempt, previous: Deadline.century, random: 0.999)
                #expect((.zero...Deadline.century).contains(delay))
            }
        }
    }

    @Test(arguments: [(-1, 1), (0, 1), (1, 1), (2, 2), (999, 999)])
    func thereIsAtLeastOneAttempt(attempts: Int, expected: Int) {
        #expect(Retry.Backoff.constant(.zero, attempts: attempts).attempts == expected)
        #expect(Retry.Backoff.exponential(attempts: attempts).attempts == expected)
        #expect(Retry.Backoff.decorrelatedJitter(attempts: attempts).attempts == expected)
    }

    @Test func threeAttemptsUnlessSaidOtherwise() {
        let backoffs: [Retry.Backoff] = [.constant(.zero), .exponential(), .decorrelatedJitter()]
        #expect(backoffs.map(\.attempts) == [3, 3, 3])
    }
}
