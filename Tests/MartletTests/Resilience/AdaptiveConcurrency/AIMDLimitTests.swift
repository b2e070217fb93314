import Testing

@testable import Martlet

@Suite struct AIMDLimitTests {
    private func at(_ milliseconds: Int) -> Timestamp { Timestamp(nanoseconds: Int64(milliseconds) * 1_000_000) }

    private func limit(_ initial: Int, in bounds: ClosedRange<Int> = 1...100) -> AIMDLimit {
        AIMDLimit(initial: initial, bounds: bounds, timeout: .milliseconds(500), backoff: 0.9)
    }

    @Test func beginsBetweenItsBounds() {
        #expect(limit(20).limit == 20)
        #expect(limit(20, in: 30...40).limit == 30)
        #expect(limit(20, in: 1...10).limit == 10)
    }

    @Test func oneMoreForARoundOfCalls() {
        var limit = limit(10)
        for _ in 0..<10 { limit.sample(from: at(0), to: at(10), inFlight: 10, didDrop: false) }
        #expect(limit.limit == 10)
        limit.sample(from: at(0), to: at(10), inFlight: 10, didDrop: false)
        #expect(limit.limit == 11)
    }

    @Test func growsOnlyWhenHalfOfItIsUsed() {
        var limit = limit(10)
        for _ in 0..<50 { limit.sample(from: at(0), to: at(10), inFlight: 4, didDrop: false) }
        #expect(limit.limit == 10)
        for _ in 0..<11 { limit.sample(from: at(0), to: at(10), inFlight: 5, didDrop: false) }
        #expect(limit.limit == 11)
    }

    @Test func aDropTakesATenth() {
        var limit = limit(50)
        #expect(limit.sample(from: at(0), to: at(10), inFlight: 1, didDrop: true) == 45)
        #expect(limit.limit == 45)
    }

    @Test func aCallThatTakesTooLongIsADrop() {
        var limit = limit(50)
        limit.sample(from: at(0), to: at(500), inFlight: 1, didDrop: false)
        #expect(limit.limit == 50)
        limit.sample(from: at(0), to: at(501), inFlight: 1, didDrop: false)
        #expect(limit.limit == 45)
    }

    @Test func callsThatWereInFlightTogetherCountOnce() {
        var limit = limit(50)
        for end in 100..<150 { limit.sample(from: at(end - 100), to: at(end), inFlight: 50, didDrop: true) }
        #expect(limit.limit == 45)
        // This one began when the limit had been lowered.
        limit.sample(from: at(100), to: at(200), inFlight: 45, didDrop: true)
        #expect(limit.limit == 40)
    }

    @Test func staysBetweenItsBounds() {
        var limit = limit(10, in: 5...12)
        for step in 1...20 { limit.sample(from: at(step), to: at(step), inFlight: 12, didDrop: true) }
        #expect(limit.limit == 5)
        for step in 21...500 { limit.sample(from: at(step), to: at(step), inFlight: 12, didDrop: false) }
        #expect(limit.limit == 12)
    }
}
