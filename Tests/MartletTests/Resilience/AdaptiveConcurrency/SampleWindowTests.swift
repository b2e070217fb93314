import Testing

@testable import Martlet

@Suite struct SampleWindowTests {
    private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: milliseconds * 1_000_000) }

    private func window(calls: Int, took milliseconds: Int64 = 1, drops: Int = 0, inFlight: Int = 1) -> SampleWindow {
        var window = SampleWindow()
        for _ in 0..<calls { window.add(from: at(-milliseconds), to: at(0), inFlight: inFlight, didDrop: false) }
        for _ in 0..<drops { window.add(from: at(-milliseconds), to: at(0), inFlight: inFlight, didDrop: true) }
        return window
    }

    @Test func emptyWindow() {
        let window = SampleWindow()
        #expect(!window.isComplete(at: at(1_000_000), minimumCount: 0))
        #expect(window.mean == nil)
        #expect(window.mean(dropsCountAs: 5) == 0)
    }

    @Test func lastsATenthOfASecond() {
        let window = window(calls: 10)
        #expect(!window.isComplete(at: at(99), minimumCount: 10))
        #expect(window.isComplete(at: at(100), minimumCount: 10))
    }

    @Test func needsCalls() {
        #expect(!window(calls: 9).isComplete(at: at(200), minimumCount: 10))
        #expect(window(calls: 6, drops: 4).isComplete(at: at(200), minimumCount: 10))
    }

    @Test func lastsAsLongAsTwoCalls() {
        let window = window(calls: 10, took: 300)
        #expect(!window.isComplete(at: at(599), minimumCount: 10))
        #expect(window.isComplete(at: at(600), minimumCount: 10))
    }

    @Test func meansAndMaximum() {
        var window = window(calls: 3, took: 10, drops: 1, inFlight: 7)
        window.add(from: at(-30), to: at(0), inFlight: 5, didDrop: false)
        #expect(window.mean == 15_000_000)
        #expect(window.mean(dropsCountAs: 40_000_000) == 20_000_000)
        #expect(window.maximumInFlight == 7)
    }
}
