import MartletTesting
import Testing

@testable import Martlet

@Suite struct TimestampTests {
    @Test func isTheTimeOfTheContinuousClock() {
        let before = Timestamp.now
        let instant = ContinuousClock.now
        let after = Timestamp.now
        // The two clocks were tied to each other with two readings, which lie some time apart.
        let slack = Duration.milliseconds(100)
        #expect(before.advanced(by: .zero - slack) <= Timestamp(instant))
        #expect(Timestamp(instant) <= after.advanced(by: slack))
    }

    @Test func anInstantOfJustNowHasPassed() {
        #expect(Timestamp(ContinuousClock.now) <= Timestamp.now)
    }

    @Test(arguments: 0..<20)
    func roundTrip(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let nanoseconds = Int64.random(in: -1_000_000_000_000...1_000_000_000_000, using: &generator)
        let timestamp = Timestamp.now.advanced(byNanoseconds: nanoseconds)
        #expect(Timestamp(timestamp.instant) == timestamp)
        let instant = ContinuousClock.now.advanced(by: .nanoseconds(nanoseconds))
        #expect(Timestamp(instant).instant == instant)
        #expect(Timestamp(instant).duration(to: timestamp) == instant.duration(to: timestamp.instant))
    }

    @Test func stopsAtTheEndsOfItsRange() {
        let (first, last) = (Timestamp(nanoseconds: .min), Timestamp(nanoseconds: .max))
        #expect(last.advanced(byNanoseconds: 1) == last && first.advanced(byNanoseconds: -1) == first)
        #expect(Timestamp(nanoseconds: -1).advanced(byNanoseconds: .min) == first)
        #expect(first.nanoseconds(to: last) == .max && last.nanoseconds(to: first) == .min)
        #expect(first.advanced(by: .seconds(Int64.max)) == Timestamp(nanoseconds: -1))
        #expect(first < last && !(last < last))
    }

    @Test(
        arguments: [
            (Duration.zero, 0), (.nanoseconds(1), 1), (.nanoseconds(-1), -1), (.seconds(5), 5_000_000_000),
            (Duration(secondsComponent: 0, attosecondsComponent: 999_999_999), 0),
            (Duration(secondsComponent: 0, attosecondsComponent: -1), -1),
            (Duration(secondsComponent: -1, attosecondsComponent: -500_000_000_000_000_001), -1_500_000_001),
            (.seconds(Int64.max), .max), (.seconds(Int64.min), .min),
            (.seconds(9_223_372_036), 9_223_372_036_000_000_000),
        ] as [(Duration, Int64)]
    )
    func nanosecondsOfADuration(_ duration: Duration, _ nanoseconds: Int64) {
        #expect(duration.saturatedNanoseconds == nanoseconds)
    }
}
