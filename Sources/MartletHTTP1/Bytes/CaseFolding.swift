/// Comparison of field names without regard to case, RFC 9110 section 5.1: exact for every pair of bytes.
///
/// Setting bit 5 folds letters but would also join `^` with `~` (both may stand in a name), `@` with a grave accent, and so
/// on. So the bytes are compared with each other: they may differ in bit 5 only, and where they do, they must be letters.
package enum CaseFolding {
    /// Whether `left` and `right` have the same bytes but for the case of ASCII letters.
    package static func isEqual(_ left: RawSpan, _ right: RawSpan) -> Bool {
        let count = left.byteCount
        guard count == right.byteCount else { return false }
        var offset = 0
        while offset &+ 8 <= count {
            guard isEqual(left.word(at: offset), right.word(at: offset)) else { return false }
            offset &+= 8
        }
        while offset < count {
            let leftByte = UInt64(truncatingIfNeeded: left.byte(at: offset))
            guard isEqual(leftByte, UInt64(truncatingIfNeeded: right.byte(at: offset))) else { return false }
            offset &+= 1
        }
        return true
    }

    /// Whether each of eight bytes equals its partner, or is the same letter in the other case.
    @inline(__always)
    static func isEqual(_ left: UInt64, _ right: UInt64) -> Bool {
        let difference = left ^ right
        if difference == 0 { return true }
        guard difference & ~0x2020_2020_2020_2020 == 0 else { return false }
        // Where bit 5 differs, the byte with the bit set must lie in a...z. The top bits are equal; they're taken out before
        // the additions, so that no lane carries into the next, and a set one means that the byte is no letter.
        let lowered = (left | 0x2020_2020_2020_2020) & 0x7F7F_7F7F_7F7F_7F7F
        let atLeastA = lowered &+ 0x1F1F_1F1F_1F1F_1F1F
        let beyondZ = lowered &+ 0x0505_0505_0505_0505
        let letters = atLeastA & ~beyondZ & ~left & 0x8080_8080_8080_8080
        // Bit 5 of a lane moved to its bit 7.
        return (difference &<< 2) & ~letters == 0
    }
}
