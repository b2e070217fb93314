import Testing

@testable import MartletHTTP1

@Suite struct CaseFoldingTests {
    /// All pairs of bytes, against the definition, each in one of the eight lanes of a word.
    @Test func isExactForEveryPair() {
        var mistakes = 0
        for left in 0...255 as ClosedRange<UInt64> {
            for right in 0...255 as ClosedRange<UInt64> {
                let shift = (left + right) % 8 * 8
                let mask = 0xFF << shift as UInt64
                // What stands in the other lanes must make no difference: letters in both cases, and extremes.
                let others = 0x5A7A_4161_FF80_5B7B & ~mask
                let partners = 0x7A5A_6141_FF80_5B7B & ~mask
                let isEqual = CaseFolding.isEqual(others | left << shift, partners | right << shift)
                mistakes += isEqual == (lowered(left) == lowered(right)) ? 0 : 1
            }
        }
        #expect(mistakes == 0)
    }

    @Test(arguments: [
        ("", "", true), ("a", "A", true), ("^", "~", false), ("@", "`", false), ("content-type", "Content-Type", true),
        ("content-type", "content-typf", false), ("content-type", "content-typ", false),
        ("x-a^bcdefg", "X-A~BCDEFG", false),
        ("abcdefgh", "ABCDEFGH", true), ("abcdefghi", "ABCDEFGHJ", false),
    ])
    func names(left: String, right: String, expected: Bool) {
        let isEqual = CaseFolding.isEqual(left.utf8Span.span.bytes, right.utf8Span.span.bytes)
        #expect(isEqual == expected)
    }

    private func lowered(_ byte: UInt64) -> UInt64 {
        (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
    }
}
