import MartletTesting
import Testing

@testable import MartletDiscovery

@Suite struct ReconnectBackoffTests {
    @Test(arguments: 0..<50 as Range<UInt64>)
    func delaysGrowWithinBounds(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var backoff = ReconnectBackoff(minimum: .milliseconds(100), maximum: .seconds(30))
        var last = Duration.milliseconds(100)
        for _ in 0..<30 {
            let delay = backoff.next(using: &generator)
            #expect(delay >= .milliseconds(100))
            #expect(delay <= min(last * 3, .seconds(30)))
            last = delay
        }
        backoff.succeeded(for: .seconds(10))
        #expect(backoff.next(using: &generator) <= .milliseconds(300))
    }

    @Test func whatWorksForAMomentOnlyIsNotHurried() {
        var generator = SeededGenerator(seed: 3)
        var backoff = ReconnectBackoff(minimum: .milliseconds(100), maximum: .seconds(30))
        var total = Duration.zero
        for _ in 0..<40 {
            total += backoff.next(using: &generator)
            backoff.succeeded(for: .seconds(9))
        }
        // With delays that begin anew each time it would be 8 s.
        #expect(total > .seconds(60), "\(total)")
    }

    @Test func delaysDiffer() {
        var generator = SeededGenerator(seed: 1)
        let delays = (0..<20).map { _ in
            var backoff = ReconnectBackoff(minimum: .milliseconds(100), maximum: .seconds(30))
            return backoff.next(using: &generator)
        }
        #expect(Set(delays).count == 20)
    }

    @Test func nonsenseIsMadeSense() {
        var generator = SeededGenerator(seed: 1)
        var backoff = ReconnectBackoff(minimum: .zero, maximum: .seconds(-1))
        for _ in 0..<5 { #expect(backoff.next(using: &generator) == .milliseconds(1)) }
    }
}
