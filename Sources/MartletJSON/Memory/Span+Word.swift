extension Span where Element == UInt8 {
    /// The eight bytes from `offset` on, the first one lowest.
    ///
    /// The load is checked against the bounds of the span; "unsafe" in its name is about types, and eight bytes
    /// are a `UInt64` whatever they hold.
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The sixteen bytes from `offset` on, checked as ``word(at:)`` does it; in the byte order of the machine.
    @inline(__always)
    func words(at offset: Int) -> SIMD2<UInt64> {
        bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: SIMD2<UInt64>.self)
    }

    /// All bytes of a span of less than eight, the first one lowest, zeros behind them.
    @inline(__always)
    var shortWord: UInt64 {
        if count >= 4 {
            let low = UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self))
            let high = UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
            return UInt64(low) | UInt64(high) &<< (8 &* UInt64(truncatingIfNeeded: count &- 4))
        }
        if count == 0 {
            return 0
        }
        // Of one, two or three bytes, these are all.
        let middle = count &>> 1
        let last = count &- 1
        return UInt64(self[0])
            | UInt64(self[middle]) &<< (8 &* UInt64(truncatingIfNeeded: middle))
            | UInt64(self[last]) &<< (8 &* UInt64(truncatingIfNeeded: last))
    }

    /// Length and first bytes in one number: equal texts have equal fingerprints.
    @inline(__always)
    var fingerprint: UInt64 {
        (count >= 8 ? word(at: 0) : shortWord) ^ UInt64(truncatingIfNeeded: count) &<< 56
    }

    /// Whether both have the same bytes.
    @inline(__always)
    func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        if count < 8 {
            return shortWord == other.shortWord
        }
        var offset = 0
        while offset &+ 8 <= count {
            if word(at: offset) != other.word(at: offset) {
                return false
            }
            offset &+= 8
        }
        return word(at: count &- 8) == other.word(at: count &- 8)
    }

    /// Whether the bytes from `offset` on are those of `text`, and there are as many.
    @inline(__always)
    func hasPrefix(_ text: StaticString, at offset: Int) -> Bool {
        guard offset >= 0, text.utf8CodeUnitCount <= count &- offset else { return false }
        for index in 0..<text.utf8CodeUnitCount where self[offset &+ index] != text.utf8Start[index] {
            return false
        }
        return true
    }
}

/// Eight bytes at once.
enum Word {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Marks, by their high bit, the bytes that end the plain part of a JSON string: `"`, `\`, control characters
    /// and everything outside of ASCII. The lowest mark is exact, higher ones may be false.
    @inline(__always)
    static func stopsInString(_ word: UInt64) -> UInt64 {
        let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let control = word &- ones &* 0x20
        return (control | (quote &- ones) | (backslash &- ones) | word) & highBits
    }

    /// Fills the bytes after the first `length`, which are zero, with spaces.
    @inline(__always)
    static func padded(_ word: UInt64, length: Int) -> UInt64 {
        word | (ones &* 0x20) &<< (8 &* UInt64(truncatingIfNeeded: length))
    }

    /// Whether there are bytes that a writer must escape: `"`, `\` and control characters.
    @inline(__always)
    static func escapesInString(_ word: UInt64) -> Bool {
        let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let control = (word &- ones &* 0x20) & ~word
        return (control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)) & highBits != 0
    }

    /// The same for two words at once.
    @inline(__always)
    static func escapesInString(_ words: SIMD2<UInt64>) -> Bool {
        let ones = SIMD2(repeating: ones)
        let quote = words ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslash = words ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let control = (words &- ones &* 0x20) & ~words
        let marks = control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
        return (marks[0] | marks[1]) & highBits != 0
    }
}
