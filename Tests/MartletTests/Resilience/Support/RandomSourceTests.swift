import MartletTesting
import Testing

@testable import Martlet

@Suite struct RandomSourceTests {
    private struct Constant: RandomNumberGenerator {
        let value: UInt64
        func next() -> UInt64 { value }
    }

    @Test func aUnitIsFromZeroUpToButNotIncludingOne() {
        #expect(RandomSource(Constant(value: 0)).unit() == 0)
        #expect(RandomSource(Constant(value: .max)).unit() == 1 - 0x1p-53)
        #expect(RandomSource(Constant(value: 1 << 63)).unit() == 0.5)
    }

    @Test func theSameSeedGivesTheSameNumbers() {
        let (one, other) = (RandomSource(SeededGenerator(seed: 7)), RandomSource(SeededGenerator(seed: 7)))
        #expect((0..<10).map { _ in one.next() } == (0..<10).map { _ in other.next() })
        #expect(one.unit() == other.unit())
        #expect(one.unit() != one.unit())
    }
}
