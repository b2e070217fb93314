import MartletTesting
import Testing

@testable import Martlet

/// A window of ten seconds, with times from its start.
private final class Window {
    private let start = ContinuousClock.now
    private var value: RetryWindow

    init(ratio: Double = 0.2, reserve: Double = 0) {
        value = RetryWindow(ratio: ratio, reserve: reserve, window: .seconds(10), start: start)
    }

    var balance: Double { value.balance }

    func withdraw(calls: Int, at time: Duration = .zero) -> Bool {
        value.withdraw(calls: calls, at: start + time)
    }

    /// How many retries there are.
    func withdrawals(calls: Int, at time: Duration = .zero) -> Int {
        var count = 0
        while count < 10_000, withdraw(calls: calls, at: time) { count += 1 }
        return count
    }

    func giveBack(at time: Duration) {
        value.giveBack(calls: 0, at: start + time)
    }

    func advance(to time: Duration = .zero, calls: Int) {
        value.advance(to: start + time, calls: calls)
    }
}

@Suite struct RetryWindowTests {
    @Test func fiveCallsPayForARetry() {
        let window = Window()
        #expect(!window.withdraw(calls: 4))
        #expect(window.withdraw(calls: 5))
        #expect(!window.withdraw(calls: 9))
        #expect(window.withdraw(calls: 10))
    }

    @Test(arguments: [0.1, 0.2, 0.25, 0.3, 0.7, 1, 2.5])
    func theRatioIsExact(ratio: Double) {
        for calls in [10, 100, 1_000] {
            let window = Window(ratio: ratio)
            #expect(window.withdrawals(calls: calls) == Int(ratio * Double(calls) + 1e-6))
        }
    }

    @Test(arguments: 0..<20)
    func callsAreNotLostInRounding(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let window = Window(ratio: 0.1)
            var time = Duration.zero
            for calls in 1...9 {
                time += .microseconds(Int.random(in: 0...999_000, using: &generator))
                #expect(!window.withdraw(calls: calls, at: time))
            }
            #expect(window.withdraw(calls: 10, at: time))
        }
    }

    @Test func theReserveIsThereFromTheStart() {
        let window = Window(reserve: 100)
        #expect(window.withdrawals(calls: 0) == 100)
        #expect(window.withdrawals(calls: 50, at: .seconds(1)) == 10)
        // What the first second has taken is back, then what the next one has.
        #expect(window.withdrawals(calls: 50, at: .seconds(10)) == 90)
        #expect(window.withdrawals(calls: 50, at: .seconds(11)) == 10)
    }

    @Test func callsAreForgotten() {
        let window = Window()
        window.advance(calls: 100)
        #expect(window.balance == 20)
        window.advance(to: .milliseconds(9_999), calls: 100)
        #expect(window.balance == 20)
        window.advance(to: .seconds(10), calls: 100)
        #expect(window.balance == 0)
    }

    @Test func retriesAreForgotten() {
        let window = Window(reserve: 1)
        #expect(window.withdraw(calls: 0, at: .milliseconds(500)))
        #expect(!window.withdraw(calls: 0, at: .milliseconds(9_999)))
        #expect(window.withdraw(calls: 0, at: .seconds(10)))
    }

    @Test func whatExpiresIsOnlyTheOldest() {
        let window = Window()
        // Ten calls in each second from 0 to 8, and the first ten before them.
        for second in 0..<10 { window.advance(to: .seconds(second) + .milliseconds(1), calls: 10 * (second + 1)) }
        #expect((window.balance - 20).magnitude < 0.01)
        window.advance(to: .milliseconds(12_001), calls: 100)
        #expect((window.balance - 12).magnitude < 0.01)
    }

    /// A busy hour pays for its last ten seconds only.
    @Test func anHourDoesNotPayForAStorm() {
        let window = Window()
        #expect(window.withdrawals(calls: 360 * 3_600, at: .milliseconds(3_599_999)) == 719)
        let quiet = Window(reserve: 5)
        #expect(quiet.withdrawals(calls: 0, at: .seconds(3_600)) == 5)
    }

    @Test func callsCountWhereTheyWereMade() {
        let window = Window(ratio: 1)
        // 20 calls in 20 seconds: half of them are forgotten, give or take the slice that is not over.
        window.advance(to: .seconds(20), calls: 20)
        #expect((9...10).contains(window.balance))
        let short = Window(ratio: 1)
        short.advance(to: .milliseconds(2_500), calls: 20)
        #expect((short.balance - 20).magnitude < 1e-6)
        // Two fifths of the calls were made in the first second.
        short.advance(to: .seconds(10), calls: 20)
        #expect((short.balance - 12).magnitude < 1e-6)
    }

    @Test func theCountMayWrapAround() {
        let window = Window()
        _ = window.withdraw(calls: .max - 2)
        window.advance(to: .seconds(100), calls: .max - 2)
        #expect(window.balance == 0)
        window.advance(to: .seconds(100), calls: .min + 2)
        #expect(window.balance == 1)
    }

    @Test func aRetryThatIsPutBackCanBeTakenAgain() {
        let window = Window(reserve: 2)
        #expect(window.withdrawals(calls: 0) == 2)
        window.giveBack(at: .seconds(3))
        #expect(window.balance == 1)
        #expect(window.withdrawals(calls: 0, at: .seconds(3)) == 1)
    }

    @Test func aForgottenRetryIsNotPutBack() {
        let window = Window(reserve: 2)
        #expect(window.withdrawals(calls: 0) == 2)
        window.giveBack(at: .seconds(10))
        #expect(window.balance == 2)
        window.giveBack(at: .seconds(1_000))
        #expect(window.balance == 2)
    }

    @Test func timeThatGoesBackStandsStill() {
        let window = Window()
        window.advance(to: .seconds(-5), calls: 5)
        window.advance(to: .seconds(5), calls: 10)
        window.advance(calls: 20)
        #expect((window.balance - 4).magnitude < 1e-9)
        window.advance(to: .seconds(6), calls: 20)
        #expect((window.balance - 4).magnitude < 1e-9)
    }

    /// In no window are there more retries than its calls and the reserve pay for.
    @Test(arguments: 0..<12)
    func retriesStayWithinTheBudget(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let ratio = generator.element(of: [0.05, 0.2, 0.5, 1])
        let reserve = generator.element(of: [0.0, 3, 20])
        let window = Window(ratio: ratio, reserve: reserve)
        var now = Duration.zero
        var lastLook = Duration.zero
        var longestGap = Duration.zero
        var calls: [Duration] = []
        var retries: [Duration] = []
        for _ in 0..<600 {
            now += .milliseconds(generator.element(of: [0, 0, 1, 5, 40, 900]))
            calls.append(now)
            guard Int.random(in: 0..<3, using: &generator) == 0 else { continue }
            longestGap = max(longestGap, now - lastLook)
            lastLook = now
            guard window.withdraw(calls: calls.count, at: now) else { continue }
            retries.append(now)
            // The slice that is going on makes the window up to a tenth shorter; calls between two looks may count as
            // younger than they are.
            let recentRetries = retries.count { $0 > now - .seconds(9) }
            let recentCalls = calls.count { $0 >= now - .seconds(10) - longestGap }
            #expect(Double(recentRetries) <= ratio * Double(recentCalls) + reserve + 1e-6)
        }
        #expect(!retries.isEmpty)
    }
}
