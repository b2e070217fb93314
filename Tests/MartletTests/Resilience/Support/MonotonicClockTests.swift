import MartletTesting
import Testing

@testable import Martlet

@Suite struct MonotonicClockTests {
    @Test func theRealClockIsNotWrapped() {
        let clock = MonotonicClock(ContinuousClock())
        #expect(clock.custom == nil)
        let before = ContinuousClock.now
        #expect((before...before.advanced(by: .seconds(60))).contains(clock.now))
        #expect(clock.minimumResolution == ContinuousClock().minimumResolution)
    }

    @Test func theRealClockSleeps() async throws {
        let clock = MonotonicClock(ContinuousClock())
        let deadline = clock.now.advanced(by: .milliseconds(1))
        try await clock.sleep(until: deadline)
        #expect(clock.now >= deadline)
    }

    @Test func anotherClockIsAsked() async throws {
        let manual = ManualClock()
        let clock = MonotonicClock(MonotonicClock(manual))
        #expect(clock.now == manual.now && clock.minimumResolution == manual.minimumResolution)
        async let sleep: Void = clock.sleep(until: manual.now.advanced(by: .seconds(5)))
        try await manual.waitForSleepers(1)
        manual.advance(by: .seconds(5))
        try await sleep
        #expect(clock.now == manual.now)
    }
}
