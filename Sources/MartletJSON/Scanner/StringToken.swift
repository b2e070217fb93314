/// A string of the document: what is between the quotes, as it is written there.
struct StringToken {
    /// The offset of the closing quote.
    var end: Int
    var hasEscapes: Bool

    /// Finds the end of the string and checks everything in it.
    ///
    /// - Parameter start: the offset after the opening quote.
    @inline(__always)
    init(in bytes: Span<UInt8>, from start: Int) throws(SyntaxError) {
        // Most strings are plain ASCII and end in the first few words.
        var offset = start
        while offset &+ 8 <= bytes.count {
            let stops = Word.stopsInString(bytes.word(at: offset))
            if stops == 0 {
                offset &+= 8
                continue
            }
            offset &+= stops.trailingZeroBitCount / 8
            if bytes[offset] == UInt8(ascii: "\"") {
                end = offset
                hasEscapes = false
                return
            }
            break
        }
        self = try StringToken(anyIn: bytes, from: offset)
    }

    @inline(never)
    private init(anyIn bytes: Span<UInt8>, from start: Int) throws(SyntaxError) {
        var offset = start
        hasEscapes = false
        while offset < bytes.count {
            if offset &+ 8 <= bytes.count {
                let stops = Word.stopsInString(bytes.word(at: offset))
                if stops == 0 {
                    offset &+= 8
                    continue
                }
                offset &+= stops.trailingZeroBitCount / 8
            }
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                end = offset
                return
            case UInt8(ascii: "\\"):
                hasEscapes = true
                offset &+= try EscapeSequence(in: bytes, at: offset).length
            case 0x00..<0x20:
                throw SyntaxError(reason: .controlCharacter(bytes[offset]), offset: offset)
            case 0x80...0xFF:
                guard let length = UTF8Sequence.length(in: bytes, at: offset) else {
                    throw SyntaxError(reason: .invalidUTF8, offset: offset)
                }
                offset &+= length
            default:
                offset &+= 1
            }
        }
        throw SyntaxError(reason: .endOfInput, offset: bytes.count)
    }
}

extension String {
    /// The text of a string token with escapes.
    ///
    /// - Parameter token: the bytes between the quotes, already checked; an invalid escape, which hence cannot
    ///   occur, would end the text.
    init(unescaping token: Span<UInt8>) {
        self.init(unsafeUninitializedCapacity: token.count) { output in
            // Every escape is longer than what it stands for, so `token.count` bytes are enough.
            var written = 0
            var offset = 0
            while offset < token.count {
                if token[offset] != UInt8(ascii: "\\") {
                    output[written] = token[offset]
                    written += 1
                    offset += 1
                    continue
                }
                guard let escape = try? EscapeSequence(in: token, at: offset) else { break }
                for unit in UTF8.encode(escape.scalar) ?? UTF8.encodedReplacementCharacter {
                    output[written] = unit
                    written += 1
                }
                offset += escape.length
            }
            return written
        }
    }
}
