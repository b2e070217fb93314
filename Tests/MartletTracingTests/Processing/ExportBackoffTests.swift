import Testing

@testable import MartletTracing

@Suite struct ExportBackoffTests {
    private let backoff = ExportBackoff(initial: .seconds(1), maximum: .seconds(5), attempts: 5)

    @Test func theBoundDoubles() {
        #expect(
            (1...4).map { backoff.delay(after: $0, retryAfter: nil, random: 0) }
                == [.milliseconds(500), .seconds(1), .seconds(2), .milliseconds(2_500)]
        )
        #expect(
            (1...4).map { backoff.delay(after: $0, retryAfter: nil, random: 0.5) }
                == [.milliseconds(750), .milliseconds(1_500), .seconds(3), .milliseconds(3_750)]
        )
    }

    @Test func theLastAttemptHasNoDelay() {
        #expect(backoff.delay(after: 5, retryAfter: nil, random: 0) == nil)
        #expect(backoff.delay(after: 5, retryAfter: .seconds(1), random: 0) == nil)
        #expect(
            ExportBackoff(initial: .seconds(1), maximum: .seconds(5), attempts: 1)
                .delay(after: 1, retryAfter: nil, random: 0) == nil
        )
    }

    @Test func whatTheOtherSideAsksForIsKept() {
        #expect(backoff.delay(after: 1, retryAfter: .seconds(3), random: 0) == .seconds(3))
        #expect(backoff.delay(after: 1, retryAfter: .seconds(3), random: 0.5) == .milliseconds(3_500))
        #expect(backoff.delay(after: 1, retryAfter: .seconds(1_000), random: 0) == .seconds(5), "within bounds")
        #expect(backoff.delay(after: 1, retryAfter: .seconds(-1), random: 0) == .milliseconds(500))
    }

    @Test func strangeBoundsAreNotTrouble() {
        let zero = ExportBackoff(initial: .zero, maximum: .seconds(5), attempts: .max)
        #expect(zero.delay(after: 1_000_000_000, retryAfter: nil, random: 0.9) == .zero)
        let negative = ExportBackoff(initial: .seconds(-1), maximum: .seconds(5), attempts: 3)
        #expect(negative.delay(after: 2, retryAfter: nil, random: 0.9) == .zero)
        let long = ExportBackoff(initial: .seconds(1), maximum: .seconds(9), attempts: .max)
        #expect(long.delay(after: .max - 1, retryAfter: nil, random: 0) == .milliseconds(4_500))
    }

    @Test func warningsComeOnceAMinute() {
        var pace = WarningPace()
        let times = [5, 6, 64, 65, 66]
        #expect(times.indices.map { pace.count($0 + 1, at: .seconds(times[$0])) } == [1, nil, nil, 9, nil])
    }
}
