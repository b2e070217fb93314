import MartletTesting
import Testing

@testable import Martlet

@Suite struct TokenBucketTests {
    /// A bucket and what is in it, for a single caller.
    private struct Caller {
        let bucket: TokenBucket
        var full: Int64 = 0

        init(_ rate: Rate, burst: Int) {
            bucket = TokenBucket(rate, burst: burst)
        }

        /// `nil` with a token, else how long there is none.
        mutating func take(at now: Int64) -> Int64? {
            switch bucket.take(full: full, at: now) {
            case .refused(let wait):
                return wait
            case .taken(let next):
                full = next
                return nil
            }
        }
    }

    // MARK: Tokens

    @Test func startsFull() {
        var caller = Caller(.perSecond(1), burst: 3)
        #expect((0..<3).map { _ in caller.take(at: 0) } == [nil, nil, nil])
        #expect(caller.take(at: 0) == 1_000_000_000)
    }

    @Test func startsFullAtAnyTime() {
        var caller = Caller(.perSecond(1), burst: 2)
        #expect((0..<3).map { _ in caller.take(at: 7_000) } == [nil, nil, 1_000_000_000])
    }

    @Test func tokensComeBackOneByOne() {
        var caller = Caller(.every(.nanoseconds(10)), burst: 2)
        #expect([0, 0, 9, 10, 10, 19, 20, 20].map { caller.take(at: $0) } == [nil, nil, 1, nil, 10, 1, nil, 10])
    }

    @Test func theRestOfATokenIsNotLost() {
        var caller = Caller(.every(.nanoseconds(10)), burst: 2)
        #expect([0, 0, 15, 20, 25].map { caller.take(at: $0) } == [nil, nil, nil, nil, 5])
    }

    @Test func noMoreThanABurstIsSaved() {
        var caller = Caller(.every(.nanoseconds(10)), burst: 2)
        #expect([0, 1_000, 1_000, 1_000].map { caller.take(at: $0) } == [nil, nil, nil, 10])
    }

    @Test func aBurstOfOneKeepsTheDistance() {
        var caller = Caller(.every(.nanoseconds(10)), burst: 1)
        #expect([3, 12, 13, 22, 40, 49, 50].map { caller.take(at: $0) } == [nil, 1, nil, 1, nil, 1, nil])
    }

    @Test func whatIsRefusedTakesNothing() {
        var caller = Caller(.every(.nanoseconds(10)), burst: 1)
        _ = caller.take(at: 0)
        for now in Int64(1)...9 { #expect(caller.take(at: now) == 10 - now) }
        #expect(caller.take(at: 10) == nil)
    }

    @Test func anOldClockReadingGetsNothingExtra() {
        var caller = Caller(.every(.nanoseconds(10)), burst: 2)
        #expect(caller.take(at: 100) == nil)
        // To a call of the time 85 a bucket that is full at 110 looks as it will be at 110 - 85 later.
        #expect(caller.take(at: 85) == 15)
        #expect(caller.take(at: 99) == 1)
        #expect(caller.take(at: 100) == nil)
        #expect(caller.take(at: 0) == 110)
    }

    @Test func emptyForever() {
        for burst in [0, -1, .min] {
            var caller = Caller(.perSecond(1_000), burst: burst)
            #expect(caller.bucket.isAlwaysEmpty)
            #expect(caller.take(at: 0) == 1_000_000)
            #expect(caller.take(at: 1 << 62) == 1_000_000)
        }
        #expect(!TokenBucket(.perSecond(1_000), burst: 1).isAlwaysEmpty)
        #expect(!TokenBucket(.unlimited, burst: 0).isAlwaysEmpty)
    }

    @Test func unlimited() {
        #expect(TokenBucket(.unlimited, burst: 0).isUnlimited)
        #expect(TokenBucket(.every(.zero), burst: 1).isUnlimited)
        #expect(!TokenBucket(.perSecond(.max), burst: 1).isUnlimited)
        #expect(!TokenBucket(.perSecond(0), burst: 1).isUnlimited)
    }

    // MARK: The limit

    /// Looks at every window there is.
    private func expectWithinLimit(
        _ admitted: [Int64],
        interval: Int64,
        burst: Int,
        _ comment: Comment,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let times = admitted.sorted()
        for first in times.indices {
            for last in first..<times.count {
                let limit = burst + Int((times[last] - times[first]) / interval)
                guard last - first + 1 > limit else { continue }
                Issue.record(
                    "\(last - first + 1) from \(times[first]) to \(times[last]): \(comment)",
                    sourceLocation: sourceLocation
                )
                return
            }
        }
    }

    @Test func noWindowExceedsTheLimit() {
        for seed in UInt64(1)...200 {
            var random = SeededGenerator(seed: seed)
            let interval = Int64.random(in: 1...30, using: &random)
            let burst = Int.random(in: 1...6, using: &random)
            let staleness = random.element(of: [0, 0, interval, 100])
            var caller = Caller(.every(.nanoseconds(interval)), burst: burst)
            var now: Int64 = 0
            var admitted: [Int64] = []
            for _ in 0..<150 {
                now += Int64.random(in: 0...random.element(of: [1, interval, 3 * interval]), using: &random)
                let reading = max(now - Int64.random(in: 0...staleness, using: &random), 0)
                if caller.take(at: reading) == nil { admitted.append(reading) }
            }
            expectWithinLimit(admitted, interval: interval, burst: burst, "seed \(seed)")
        }
    }

    @Test func everyTokenIsUsedUnderLoad() {
        for seed in UInt64(1)...50 {
            var random = SeededGenerator(seed: seed)
            let interval = Int64.random(in: 1...30, using: &random)
            let burst = Int.random(in: 1...6, using: &random)
            var caller = Caller(.every(.nanoseconds(interval)), burst: burst)
            let end = Int64.random(in: 0...600, using: &random)
            let admitted = (0...end).map { now in
                (0...burst).filter { _ in caller.take(at: now) == nil }.count
            }
            #expect(admitted.reduce(0, +) == burst + Int(end / interval), "seed \(seed)")
        }
    }

    @Test func theWaitThatIsToldIsExact() {
        for seed in UInt64(1)...200 {
            var random = SeededGenerator(seed: seed)
            var caller = Caller(.every(.nanoseconds(Int64.random(in: 1...30, using: &random))), burst: 3)
            var now: Int64 = 0
            for _ in 0..<50 {
                now += Int64.random(in: 0...20, using: &random)
                guard let wait = caller.take(at: now) else { continue }
                var early = caller
                #expect(wait > 0)
                #expect(early.take(at: now + wait - 1) == 1, "seed \(seed)")
                #expect(early.take(at: now + wait) == nil, "seed \(seed)")
            }
        }
    }

    @Test func timeOfTokenIsThatOfCallsInARow() {
        for seed in UInt64(1)...200 {
            var random = SeededGenerator(seed: seed)
            var caller = Caller(
                .every(.nanoseconds(Int64.random(in: 1...30, using: &random))),
                burst: Int.random(in: 1...4, using: &random)
            )
            let now = Int64.random(in: 0...100, using: &random)
            for _ in 0..<Int.random(in: 0...6, using: &random) { _ = caller.take(at: now) }
            let before = caller
            var time = now
            for others in 0..<10 {
                if let wait = caller.take(at: time) {
                    time += wait
                    _ = caller.take(at: time)
                }
                let told = before.bucket.timeOfToken(after: others, full: before.full, at: now)
                #expect(told == time, "seed \(seed), \(others) others")
            }
        }
    }

    // MARK: Ranges

    @Test func theSlowestBucketHasItsWholeBurst() {
        var caller = Caller(.perSecond(0), burst: 1_000)
        let now = caller.bucket.ticks(.seconds(60))
        #expect((0..<1_000).allSatisfy { _ in caller.take(at: now) == nil })
        #expect(caller.take(at: now) != nil)
        let muchLater = caller.bucket.ticks(Deadline.century * 0.99)
        #expect(caller.take(at: muchLater) != nil)
        let aCenturyLater = caller.bucket.ticks(.seconds(120) + Deadline.century)
        #expect(caller.take(at: aCenturyLater) == nil)
        #expect(caller.take(at: aCenturyLater) != nil)
    }

    @Test func aSlowBucketCountsInCoarseTicksAndIsNeverFast() {
        // Fills up in 317 years.
        let interval = Duration.seconds(10_000_000)
        var caller = Caller(.every(interval), burst: 1_000)
        for _ in 0..<1_000 { #expect(caller.take(at: caller.bucket.ticks(.zero)) == nil) }
        #expect(caller.take(at: caller.bucket.ticks(interval)) != nil)
        let wait = caller.take(at: caller.bucket.ticks(.zero)).map(caller.bucket.duration) ?? .zero
        #expect(wait >= interval)
        #expect(wait < interval + .microseconds(1))
        #expect(caller.take(at: caller.bucket.ticks(interval + .microseconds(1))) == nil)
    }

    @Test func theLargestBurst() {
        for rate in [Rate.perSecond(.max), .perSecond(1), .perSecond(0)] {
            let bucket = TokenBucket(rate, burst: .max)
            #expect(bucket.capacity == bucket.interval * 1_000_000_000)
            #expect(bucket.capacity <= 1 << 61)
            #expect(bucket.take(full: 0, at: 0) == .taken(full: bucket.interval))
        }
    }

    @Test func theLastTimesOfTheClock() {
        for rate in [Rate.perSecond(.max), .perSecond(1), .perSecond(0)] {
            for burst in [0, 1, 1_000_000_000] {
                var caller = Caller(rate, burst: burst)
                let now = caller.bucket.ticks(.seconds(Int64.max))
                #expect((caller.take(at: now) == nil) == (burst > 0))
                if burst <= 1 { #expect(caller.take(at: now) == caller.bucket.interval) }
                #expect(caller.bucket.timeOfToken(after: .max, full: caller.full, at: now) >= now)
            }
        }
    }

    @Test func ticksAreNanosecondsSinceTheStart() {
        let bucket = TokenBucket(.perSecond(1), burst: 1)
        #expect(bucket.ticks(.nanoseconds(7)) == 7)
        #expect(bucket.ticks(Duration(attoseconds: 7_999_999_999)) == 7)
        #expect(bucket.ticks(.seconds(1)) == 1_000_000_000)
        #expect(bucket.ticks(.zero) == 0)
        #expect(bucket.ticks(.seconds(-5)) == 0)
        #expect(bucket.ticks(.seconds(Int64.min)) == 0)
        #expect(bucket.ticks(.seconds(Int64.max)) == 1 << 62)
        #expect(bucket.duration(7) == .nanoseconds(7))
        #expect(bucket.duration(.max) == Deadline.century)
    }
}
