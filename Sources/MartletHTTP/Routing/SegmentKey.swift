import MartletHTTP1

/// Up to 16 bytes of a segment in two words: for a segment of that size or less the words and the count say everything, so
/// finding a literal takes two loads and no loop.
struct SegmentKey: Equatable {
    /// The first bytes.
    let first: UInt64

    /// The last bytes; overlaps with ``first`` when there are fewer than 16.
    let last: UInt64

    /// How many bytes the segment has.
    let count: Int

    /// The longest segment that a key tells completely.
    static let completeByteCount = 16

    /// The key of the bytes in `range`, which lies in `bytes`.
    @inline(__always)
    init(_ bytes: RawSpan, _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.byteCount)
        // Each load is of bytes in `range`, by the count compared before it.
        let start = range.lowerBound
        let count = range.count
        self.count = count
        if count >= 8 {
            first = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: start, as: UInt64.self)
            last = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: start &+ count &- 8, as: UInt64.self)
        } else if count >= 4 {
            first = UInt64(bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: start, as: UInt32.self))
            last = UInt64(bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: start &+ count &- 4, as: UInt32.self))
        } else if count > 0 {
            let middle = bytes.unsafeLoad(fromUncheckedByteOffset: start &+ count &>> 1, as: UInt8.self)
            first = UInt64(bytes.unsafeLoad(fromUncheckedByteOffset: start, as: UInt8.self)) | UInt64(middle) &<< 8
            last = UInt64(bytes.unsafeLoad(fromUncheckedByteOffset: start &+ count &- 1, as: UInt8.self))
        } else {
            first = 0
            last = 0
        }
    }

    /// A number that differs for most pairs of a node and a segment after it.
    ///
    /// Neither keyed nor collision-free, and need not be: a table is filled by the program alone. A client chooses only
    /// what to look for, and the longest search is decided when the table is built.
    @inline(__always)
    func hash(after node: Int32, _ bytes: RawSpan, _ range: Range<Int>) -> UInt64 {
        var mixed = first
        if count > Self.completeByteCount { mixed = Self.mixMiddle(first, bytes, range) }
        let place = UInt64(truncatingIfNeeded: node) &* 0x9E37_79B9_7F4A_7C15
        return Self.fold(
            mixed ^ place ^ 0x2D35_8DCC_AA6C_78A5,
            last ^ 0x8BB8_4B93_962E_ACC9 ^ UInt64(truncatingIfNeeded: count)
        )
    }

    /// Mixes the words between the first and the last eight bytes in.
    @inline(never)
    private static func mixMiddle(_ first: UInt64, _ bytes: RawSpan, _ range: Range<Int>) -> UInt64 {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.byteCount)
        var mixed = first
        var offset = range.lowerBound &+ 8
        while offset &+ 8 < range.upperBound {
            let word = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
            mixed = fold(mixed ^ 0x4B33_A62E_D433_D4A3, word ^ 0x4D5A_2DA5_1DE1_AA47)
            offset &+= 8
        }
        return mixed
    }

    /// Both halves of a product, joined: every bit of both factors has a part in the result.
    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
