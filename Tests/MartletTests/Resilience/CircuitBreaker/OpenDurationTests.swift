import Testing

@testable import Martlet

@Suite struct OpenDurationTests {
    private func durations(_ duration: CircuitBreaker.OpenDuration, _ count: Int) -> [Duration] {
        var durations: [Duration] = []
        for _ in 0..<count { durations.append(duration.duration(after: durations.last)) }
        return durations
    }

    @Test func isFixedUnlessItGrows() {
        #expect(durations(.init(.seconds(60)), 4) == Array(repeating: .seconds(60), count: 4))
        #expect(durations(.init(.seconds(60), maximum: .seconds(90)), 2) == [.seconds(60), .seconds(60)])
    }

    @Test func growsUpToTheMaximum() {
        let expected: [Duration] = [
            .seconds(60), .seconds(120), .seconds(240), .seconds(480), .seconds(600), .seconds(600),
        ]
        #expect(durations(.init(.seconds(60), growth: 2, maximum: .seconds(600)), 6) == expected)
        #expect(durations(.init(.seconds(60), growth: 2), 6) == expected)
        #expect(durations(.init(.seconds(2), growth: 1.5), 3) == [.seconds(2), .seconds(3), .milliseconds(4_500)])
        #expect(durations(.init(.seconds(60), growth: 10, maximum: .seconds(5)), 2) == [.seconds(60), .seconds(60)])
    }

    @Test func jitterMakesItLongerOrShorter() {
        let duration = CircuitBreaker.OpenDuration(.seconds(100), jitter: 0.25)
        #expect(duration.jittered(.seconds(100), by: 0) == .seconds(75))
        #expect(duration.jittered(.seconds(100), by: 0.5) == .seconds(100))
        #expect(duration.jittered(.seconds(100), by: 0.75) == .milliseconds(112_500))
        let exact = CircuitBreaker.OpenDuration(.seconds(100))
        #expect(
            exact.jittered(.nanoseconds(1_234_567_891_234_567_891), by: 0.3) == .nanoseconds(1_234_567_891_234_567_891)
        )
    }

    @Test func anyNumberIsADuration() {
        let century = Duration.seconds(100 * 365 * 24 * 60 * 60)
        #expect(durations(.init(.seconds(Int64.max), growth: 2), 3) == [century, century, century])
        let huge = CircuitBreaker.OpenDuration(
            .nanoseconds(1),
            growth: .greatestFiniteMagnitude,
            maximum: .seconds(Int64.max),
            jitter: 1
        )
        #expect(durations(huge, 3) == [.nanoseconds(1), century, century])
        #expect(huge.jittered(century, by: 0.999) < century * 2)
        #expect(durations(.init(.seconds(1), growth: .infinity), 2) == [.seconds(1), .seconds(10)])
    }
}
