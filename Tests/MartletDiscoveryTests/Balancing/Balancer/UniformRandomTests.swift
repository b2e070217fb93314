import MartletDiscovery
import Testing

struct UniformRandomTests {
    /// Inventory, section 14.
    @Test func sevenInstancesShareAMillionPicks() {
        let picker = UniformRandom().picker(for: instances(7), replacing: nil)
        let counts = picker.counts(1_000_000, of: 7, random: BalancerRandom(seed: 12_345))
        #expect(counts.allSatisfy { abs($0 - 142_857) < 1_428 }, "\(counts)")
    }

    @Test func weightsDoNotCount() {
        let picker = UniformRandom().picker(for: instances(weights: [1, 100]), replacing: nil)
        let counts = picker.counts(10_000, of: 2)
        #expect(abs(counts[0] - 5_000) < 300)
    }

    @Test func seedDecidesTheSequence() {
        let (first, second, other) = (BalancerRandom(seed: 5), BalancerRandom(seed: 5), BalancerRandom(seed: 6))
        let numbers = (0..<8).map { _ in first.next() }
        #expect(numbers == (0..<8).map { _ in second.next() })
        #expect(numbers != (0..<8).map { _ in other.next() })
        #expect((0..<1_000).allSatisfy { _ in 0..<1 ~= first.unit() })
        #expect((0..<100).allSatisfy { _ in first.next(below: 0) == 0 })
    }

    /// SplitMix64 of the seed 1234567, as published with Vigna's code.
    @Test func knownNumbers() {
        let random = BalancerRandom(seed: 1_234_567)
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
    }
}
