import MartletTesting
import Testing

@testable import Martlet

@Suite struct BreakerWindowTests {
    private func counts(_ window: BreakerWindow) -> [Int] { [window.calls, window.badCalls] }

    @Test func countsCallsAndBadCalls() {
        var window = BreakerWindow(.seconds(10), buckets: 10)
        #expect(counts(window) == [0, 0])
        window.record(isBad: false, at: .seconds(3))
        window.record(isBad: true, at: .seconds(3))
        window.record(isBad: true, at: .seconds(5))
        #expect(counts(window) == [3, 2])
    }

    @Test func aCallCountsForTheWindow() {
        var window = BreakerWindow(.seconds(10), buckets: 10)
        window.record(isBad: true, at: .seconds(100))
        window.record(isBad: false, at: .seconds(101) - .nanoseconds(1))
        window.record(isBad: true, at: .seconds(101))
        window.advance(to: .seconds(110) - .nanoseconds(1))
        #expect(counts(window) == [3, 2])
        // The first bucket goes as a whole, and the second a second later.
        window.advance(to: .seconds(110))
        #expect(counts(window) == [1, 1])
        window.advance(to: .seconds(111) - .nanoseconds(1))
        #expect(counts(window) == [1, 1])
        window.advance(to: .seconds(111))
        #expect(counts(window) == [0, 0])
    }

    @Test(arguments: [Duration.seconds(10), .seconds(11), .seconds(25), .seconds(1_000_000_000)])
    func afterALongTimeNothingIsLeft(_ pause: Duration) {
        var window = BreakerWindow(.seconds(10), buckets: 10)
        for second in 0..<10 { window.record(isBad: true, at: .seconds(second)) }
        window.advance(to: .seconds(9) + pause)
        window.record(isBad: false, at: .seconds(10) + pause)
        #expect(counts(window) == [1, 0])
        // The buckets are as long as before.
        window.advance(to: .seconds(18) + pause)
        #expect(counts(window) == [1, 0])
        window.advance(to: .seconds(20) + pause)
        #expect(counts(window) == [0, 0])
    }

    @Test func aTimeThatLiesBackIsNow() {
        var window = BreakerWindow(.seconds(10), buckets: 10)
        window.record(isBad: false, at: .seconds(50))
        window.record(isBad: true, at: .seconds(20))
        #expect(counts(window) == [2, 1])
        window.advance(to: .seconds(60))
        #expect(counts(window) == [0, 0])
    }

    @Test func forgetsAll() {
        var window = BreakerWindow(.seconds(10), buckets: 10)
        window.record(isBad: true, at: .seconds(1))
        window.record(isBad: true, at: .seconds(5))
        window.removeAll()
        #expect(counts(window) == [0, 0])
        window.record(isBad: false, at: .seconds(5))
        window.advance(to: .seconds(14))
        #expect(counts(window) == [1, 0])
        window.advance(to: .seconds(15))
        #expect(counts(window) == [0, 0])
    }

    @Test func oneBucketIsAWindow() {
        var window = BreakerWindow(.seconds(5), buckets: 1)
        window.record(isBad: true, at: .zero)
        window.advance(to: .seconds(4))
        #expect(counts(window) == [1, 1])
        window.advance(to: .seconds(5))
        #expect(counts(window) == [0, 0])
    }

    /// Against a list of all calls: each counts for the window at most, and for all but a bucket of it at least.
    @Test(arguments: UInt64(0)..<20)
    func agreesWithAListOfAllCalls(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...12, using: &random)
        var window = BreakerWindow(.milliseconds(count * 100), buckets: count)
        var calls: [(time: Duration, isBad: Bool)] = []
        var now = Duration.zero
        for _ in 0..<400 {
            now += .milliseconds(random.element(of: [0, 1, 7, 40, 99, 100, 101, 350, 2_000]))
            let isBad = Bool.random(using: &random)
            window.record(isBad: isBad, at: now)
            calls.append((now, isBad))
            let most = calls.filter { now - $0.time < .milliseconds(count * 100) }
            let least = calls.filter { now - $0.time < .milliseconds((count - 1) * 100) }
            #expect((least.count...most.count).contains(window.calls))
            let bad = (least.filter(\.isBad).count, most.filter(\.isBad).count)
            #expect((bad.0...bad.1).contains(window.badCalls))
        }
    }
}
