import MartletTesting
import Testing

@testable import Martlet

@Suite struct KeyedTokenBucketsTests {
    /// One token in ten ticks.
    private func makeBuckets(burst: Int = 1, maximumKeys: Int) -> KeyedTokenBuckets<String> {
        KeyedTokenBuckets(TokenBucket(.every(.nanoseconds(10)), burst: burst), maximumKeys: maximumKeys)
    }

    @Test func eachKeyHasItsBucket() {
        var buckets = makeBuckets(burst: 2, maximumKeys: 10)
        #expect(["a", "a", "b", "a", "b", "b"].map { buckets.take($0, at: 0).wait } == [nil, nil, nil, 10, nil, 10])
        #expect(buckets.take("a", at: 9).wait == 1)
        #expect(buckets.take("a", at: 10).wait == nil)
        #expect(buckets.take("b", at: 10).wait == nil)
        #expect(buckets.take("c", at: 10).wait == nil)
    }

    @Test func theKeyThatWasUsedLeastRecentlyIsForgotten() {
        var buckets = makeBuckets(maximumKeys: 2)
        #expect(buckets.take("a", at: 0) == (nil, nil))
        #expect(buckets.take("b", at: 0) == (nil, nil))
        #expect(buckets.take("c", at: 0) == (nil, "a"))
        // What is refused is a use, too.
        #expect(buckets.take("b", at: 1) == (9, nil))
        #expect(buckets.take("d", at: 1) == (nil, "c"))
        #expect(buckets.take("b", at: 1) == (9, nil))
        // Who was forgotten starts with a full bucket.
        #expect(buckets.take("a", at: 1) == (nil, "d"))
        #expect(buckets.take("b", at: 1) == (9, nil))
    }

    @Test(arguments: [1, 0, -7])
    func oneKey(maximumKeys: Int) {
        var buckets = makeBuckets(maximumKeys: maximumKeys)
        #expect(buckets.take("a", at: 0) == (nil, nil))
        #expect(buckets.take("a", at: 0) == (10, nil))
        #expect(buckets.take("b", at: 0) == (nil, "a"))
        #expect(buckets.take("b", at: 0) == (10, nil))
        #expect(buckets.buckets.count == 1)
    }

    @Test func aKeyMayBeNil() {
        let bucket = TokenBucket(.every(.nanoseconds(10)), burst: 1)
        var buckets = KeyedTokenBuckets<Int?>(bucket, maximumKeys: 2)
        #expect([nil, 1, nil].map { buckets.take($0, at: 0).wait } == [nil, nil, 10])
        #expect(buckets.take(2, at: 0).forgotten == 1)
        #expect(buckets.take(3, at: 0).forgotten == .some(nil))
        #expect(buckets.take(nil, at: 0) == (nil, 2))
        #expect(buckets.places.count == 2)
    }

    @Test func memoryIsBounded() {
        var buckets = makeBuckets(maximumKeys: 100)
        for number in 0..<10_000 { #expect(buckets.take("\(number)", at: 0).wait == nil) }
        #expect(buckets.buckets.count == 100)
        #expect(buckets.places.count == 100)
        #expect(buckets.keys.count == 100)
    }

    @Test func anAlwaysEmptyBucket() {
        var buckets = makeBuckets(burst: 0, maximumKeys: 2)
        for key in ["a", "a", "b", "c"] { #expect(buckets.take(key, at: 1_000).wait == 10) }
    }

    @Test func theSameAsAListThatIsSearched() {
        for seed in UInt64(1)...50 {
            var random = SeededGenerator(seed: seed)
            let burst = Int.random(in: 1...3, using: &random)
            let maximumKeys = Int.random(in: 1...6, using: &random)
            let bucket = TokenBucket(.every(.nanoseconds(10)), burst: burst)
            var buckets = KeyedTokenBuckets<Int>(bucket, maximumKeys: maximumKeys)
            var list: [(key: Int, full: Int64)] = []
            var now: Int64 = 0
            for _ in 0..<300 {
                now += Int64.random(in: 0...4, using: &random)
                let key = Int.random(in: 0..<8, using: &random)
                var forgotten: Int?
                var entry = (key: key, full: Int64(0))
                if let index = list.firstIndex(where: { $0.key == key }) {
                    entry = list.remove(at: index)
                } else if list.count == maximumKeys {
                    forgotten = list.removeFirst().key
                }
                var wait: Int64?
                switch bucket.take(full: entry.full, at: now) {
                case .refused(let time): wait = time
                case .taken(let full): entry.full = full
                }
                list.append(entry)
                #expect(buckets.take(key, at: now) == (wait, forgotten), "seed \(seed)")
            }
            #expect(buckets.buckets.count == list.count)
        }
    }
}
