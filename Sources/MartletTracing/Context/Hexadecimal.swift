/// Digits of identities.
enum Hexadecimal {
    @inline(__always)
    static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? value &+ 0x30 : value &+ 0x57
    }

    /// Writes 16 digits.
    @inline(__always)
    static func write(_ value: UInt64, to buffer: UnsafeMutableBufferPointer<UInt8>, at start: Int) {
        var rest = value
        for offset in (0..<16).reversed() {
            buffer[start + offset] = digit(UInt8(truncatingIfNeeded: rest) & 0xF)
            rest >>= 4
        }
    }

    /// The value of a digit.
    @inline(__always)
    static func value(_ byte: UInt8, _ letters: LetterCase) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte &- 0x30
        case 0x61...0x66: byte &- 0x57
        case 0x41...0x46 where letters == .any: byte &- 0x37
        default: nil
        }
    }

    /// Which letters are digits.
    enum LetterCase {
        case lower, any
    }
}
