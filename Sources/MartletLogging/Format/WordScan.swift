/// Looks at eight bytes of a text at once. Most values are short and plain, and then the look costs a few instructions.
enum WordScan {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// Whether logfmt may have to quote: a byte up to a space, `=`, `"`, delete, or anything that is not ASCII.
    ///
    /// - Parameters:
    ///   - start: Bytes that can be read up to eight bytes behind the end.
    ///   - count: How many there are.
    @inline(__always)
    static func mayNeedLogfmtQuotes(_ start: UnsafePointer<UInt8>, count: Int) -> Bool {
        any(start, count: count) { word in
            isBelow(word, 0x21) | isEqual(word, 0x3D) | isEqual(word, 0x22) | isEqual(word, 0x7F) | word & highs
        }
    }

    /// Whether JSON may have to escape: a control character, `"`, `\`, or anything that is not ASCII.
    ///
    /// - Parameters:
    ///   - start: Bytes that can be read up to eight bytes behind the end.
    ///   - count: How many there are.
    @inline(__always)
    static func mayNeedJSONEscapes(_ start: UnsafePointer<UInt8>, count: Int) -> Bool {
        any(start, count: count) { word in
            isBelow(word, 0x20) | isEqual(word, 0x22) | isEqual(word, 0x5C) | word & highs
        }
    }

    @inline(__always)
    private static func any(_ start: UnsafePointer<UInt8>, count: Int, _ test: (UInt64) -> UInt64) -> Bool {
        let raw = UnsafeRawPointer(start)
        var offset = 0
        while offset + 8 <= count {
            if test(UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))) != 0 {
                return true
            }
            offset += 8
        }
        guard offset < count else { return false }
        // What lies behind the end is replaced by a letter.
        let used = UInt64(truncatingIfNeeded: (count - offset) * 8)
        let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        let mask: UInt64 = (1 &<< used) &- 1
        return test(word & mask | 0x6161_6161_6161_6161 & ~mask) != 0
    }

    // Both tests can be wrong only about bytes above one for which they are right: good for "is there any?".
    // Source: Sean Eron Anderson, "Bit Twiddling Hacks", "Determine if a word has a byte less than n".

    @inline(__always)
    private static func isBelow(_ word: UInt64, _ limit: UInt64) -> UInt64 {
        (word &- ones &* limit) & ~word & highs
    }

    @inline(__always)
    private static func isEqual(_ word: UInt64, _ byte: UInt64) -> UInt64 {
        isBelow(word ^ (ones &* byte), 1)
    }
}
