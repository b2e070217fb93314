/// Well-formed UTF-8 byte sequences, by table 3-7 of the Unicode standard.
///
/// Source: https://www.unicode.org/versions/latest/core-spec/chapter-3/#G27506
enum UTF8Sequence {
    /// The length of the well-formed sequence at `offset`, or `nil` if there is none.
    ///
    /// - Parameter offset: of a byte that isn't ASCII.
    static func length(in bytes: Span<UInt8>, at offset: Int) -> Int? {
        let available = bytes.count - offset
        switch bytes[offset] {
        case 0xC2...0xDF:
            guard available >= 2, bytes[offset + 1].isContinuation else { return nil }
            return 2
        case 0xE0...0xEF:
            guard available >= 3, bytes[offset + 2].isContinuation else { return nil }
            return secondByte(after: bytes[offset]).contains(bytes[offset + 1]) ? 3 : nil
        case 0xF0...0xF4:
            guard available >= 4, bytes[offset + 2].isContinuation, bytes[offset + 3].isContinuation else { return nil }
            return secondByte(after: bytes[offset]).contains(bytes[offset + 1]) ? 4 : nil
        default:
            return nil
        }
    }

    /// What may come second: not overlong (E0, F0), no surrogate (ED), nothing above U+10FFFF (F4).
    @inline(__always)
    private static func secondByte(after first: UInt8) -> ClosedRange<UInt8> {
        switch first {
        case 0xE0: 0xA0...0xBF
        case 0xED: 0x80...0x9F
        case 0xF0: 0x90...0xBF
        case 0xF4: 0x80...0x8F
        default: 0x80...0xBF
        }
    }
}

extension UInt8 {
    @inline(__always)
    fileprivate var isContinuation: Bool { self & 0b1100_0000 == 0b1000_0000 }
}
