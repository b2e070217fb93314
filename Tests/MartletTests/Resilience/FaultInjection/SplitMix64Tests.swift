import Testing

@testable import Martlet

@Suite struct SplitMix64Tests {
    /// The numbers that other implementations of the algorithm print for this seed.
    @Test func knownNumbers() {
        var generator = SplitMix64(seed: 1_234_567)
        let numbers = (0..<3).map { _ in generator.next() }
        #expect(numbers == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test(arguments: 0..<8) func unitIsSpreadFromZeroToOne(_ seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let units = (0..<10_000).map { _ in generator.unit() }
        #expect(units.allSatisfy { (0..<1).contains($0) })
        // Five standard deviations of the mean: 5 / sqrt(12 * 10,000).
        #expect(abs(units.reduce(0, +) / 10_000 - 0.5) < 0.0144)
        #expect(units.contains { $0 < 0.001 } && units.contains { $0 > 0.999 })
    }
}
