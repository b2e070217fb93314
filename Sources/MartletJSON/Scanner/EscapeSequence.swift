/// The escape sequences of JSON strings, `\n` or `\u00e9` or `\ud83d\ude00`.
struct EscapeSequence {
    /// What the sequence stands for.
    var scalar: Unicode.Scalar
    /// How many bytes it takes in the document: 2, 6 or 12.
    var length: Int

    /// Reads the sequence whose backslash is at `offset`.
    init(in bytes: Span<UInt8>, at offset: Int) throws(SyntaxError) {
        guard offset + 1 < bytes.count else {
            throw SyntaxError(reason: .endOfInput, offset: bytes.count)
        }
        length = 2
        switch bytes[offset + 1] {
        case UInt8(ascii: "\""): scalar = "\""
        case UInt8(ascii: "\\"): scalar = "\\"
        case UInt8(ascii: "/"): scalar = "/"
        case UInt8(ascii: "b"): scalar = "\u{8}"
        case UInt8(ascii: "f"): scalar = "\u{C}"
        case UInt8(ascii: "n"): scalar = "\n"
        case UInt8(ascii: "r"): scalar = "\r"
        case UInt8(ascii: "t"): scalar = "\t"
        case UInt8(ascii: "u"): (scalar, length) = try EscapeSequence.unicode(in: bytes, at: offset)
        default: throw SyntaxError(reason: .invalidEscape, offset: offset)
        }
    }

    private static func unicode(
        in bytes: Span<UInt8>,
        at offset: Int
    ) throws(SyntaxError) -> (Unicode.Scalar, length: Int) {
        let first = try codeUnit(in: bytes, at: offset)
        if let scalar = Unicode.Scalar(first) {
            return (scalar, 6)
        }
        guard UTF16.isLeadSurrogate(first), bytes.hasPrefix("\\u", at: offset + 6) else {
            throw SyntaxError(reason: .loneSurrogate, offset: offset)
        }
        let second = try codeUnit(in: bytes, at: offset + 6)
        guard UTF16.isTrailSurrogate(second) else {
            throw SyntaxError(reason: .loneSurrogate, offset: offset)
        }
        return (UTF16.decode(UTF16.EncodedScalar([first, second])), 12)
    }

    /// The four hexadecimal digits after `\u`.
    private static func codeUnit(in bytes: Span<UInt8>, at offset: Int) throws(SyntaxError) -> UInt16 {
        guard offset + 6 <= bytes.count else {
            throw SyntaxError(reason: .endOfInput, offset: bytes.count)
        }
        var value: UInt16 = 0
        for index in offset + 2..<offset + 6 {
            let digit: UInt8
            switch bytes[index] {
            case let byte where byte.isDigit: digit = byte - UInt8(ascii: "0")
            case let byte where byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f"): digit = byte - 87
            case let byte where byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "F"): digit = byte - 55
            default: throw SyntaxError(reason: .invalidEscape, offset: offset)
            }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}

extension UInt8 {
    @inline(__always)
    var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
}
