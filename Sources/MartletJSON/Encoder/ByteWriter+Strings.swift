extension Buffer where Element == UInt8 {
    /// Writes a string in quotes.
    @inline(__always)
    mutating func append(quoted text: String, escaping options: JSONCodec.OutputOptions) {
        text.withUTF8Span { append(quoted: $0, escaping: options) }
    }

    /// Writes text in quotes.
    @inline(__always)
    mutating func append(quoted text: Span<UInt8>, escaping options: JSONCodec.OutputOptions) {
        if options.isDisjoint(with: [.escapesSlashes, .escapesHTML]) {
            append(atMost: Self.maximumCount(quoted: text)) { Self.write(quoted: text, into: $0) }
        } else {
            append(quoted: text, escapingMore: options)
        }
    }

    /// Writes the key of a member, between a comma and a colon.
    ///
    /// - Returns: the offset of the key itself.
    @inline(__always)
    mutating func append(key: Span<UInt8>, isFirst: Bool, escaping options: JSONCodec.OutputOptions) -> Int {
        let start = count &+ (isFirst ? 1 : 2)
        if options.isDisjoint(with: [.escapesSlashes, .escapesHTML]) {
            append(atMost: Self.maximumCount(quoted: key) &+ 2) { output in
                output[0] = UInt8(ascii: ",")
                var written = isFirst ? 0 : 1
                written &+= Self.write(quoted: key, into: output + written)
                output[written] = UInt8(ascii: ":")
                return written &+ 1
            }
        } else {
            if !isFirst {
                append(UInt8(ascii: ","))
            }
            append(quoted: key, escapingMore: options)
            append(UInt8(ascii: ":"))
        }
        return start
    }

    /// How much memory ``write(quoted:into:)`` needs, at most: six bytes, as in `\u001f`, for each one, the quotes, and
    /// the rest of the last word.
    @inline(__always)
    private static func maximumCount(quoted text: Span<UInt8>) -> Int {
        text.count &* 6 &+ 2 &+ 8
    }

    /// Writes text in quotes into free memory.
    ///
    /// Plain text is copied sixteen bytes at a time, of which the last ones overlap the ones before; less of it as two
    /// words that overlap; and less than eight bytes as one word, which ends in bytes that are overwritten by what
    /// follows.
    ///
    /// - Returns: how many bytes are written.
    private static func write(quoted text: Span<UInt8>, into output: UnsafeMutablePointer<UInt8>) -> Int {
        output[0] = UInt8(ascii: "\"")
        let body = UnsafeMutableRawPointer(output + 1)
        if text.count >= 16 {
            var offset = 0
            repeat {
                let start = min(offset, text.count &- 16)
                let words = text.words(at: start)
                if Word.escapesInString(words) {
                    return write(quoted: text, escapingInto: output)
                }
                body.storeBytes(of: words, toByteOffset: start, as: SIMD2<UInt64>.self)
                offset &+= 16
            } while offset < text.count
        } else if text.count >= 8 {
            let words = SIMD2(text.word(at: 0), text.word(at: text.count &- 8))
            if Word.escapesInString(words) {
                return write(quoted: text, escapingInto: output)
            }
            body.storeBytes(of: words[0].littleEndian, as: UInt64.self)
            body.storeBytes(of: words[1].littleEndian, toByteOffset: text.count &- 8, as: UInt64.self)
        } else {
            let word = Word.padded(text.shortWord, length: text.count)
            if Word.escapesInString(word) {
                return write(quoted: text, escapingInto: output)
            }
            body.storeBytes(of: word.littleEndian, as: UInt64.self)
        }
        output[text.count &+ 1] = UInt8(ascii: "\"")
        return text.count &+ 2
    }

    /// The same for text of which something is to be escaped.
    @inline(never)
    private static func write(quoted text: Span<UInt8>, escapingInto output: UnsafeMutablePointer<UInt8>) -> Int {
        output[0] = UInt8(ascii: "\"")
        var written = 1
        for offset in text.indices {
            let byte = text[offset]
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                output[written] = byte
                written &+= 1
            } else {
                written &+= escape(byte, into: output + written)
            }
        }
        output[written] = UInt8(ascii: "\"")
        return written &+ 1
    }

    /// Byte by byte, for the options that escape more than JSON demands.
    @inline(never)
    private mutating func append(quoted text: Span<UInt8>, escapingMore options: JSONCodec.OutputOptions) {
        append(UInt8(ascii: "\""))
        for offset in text.indices {
            switch text[offset] {
            case UInt8(ascii: "/") where options.contains(.escapesSlashes):
                append("\\/")
            case UInt8(ascii: "<") where options.contains(.escapesHTML):
                append("\\u003c")
            case UInt8(ascii: ">") where options.contains(.escapesHTML):
                append("\\u003e")
            case UInt8(ascii: "&") where options.contains(.escapesHTML):
                append("\\u0026")
            case 0xA8 where options.contains(.escapesHTML) && text.hasPrefix("\u{2028}", at: offset - 2):
                truncate(to: count - 2)
                append("\\u2028")
            case 0xA9 where options.contains(.escapesHTML) && text.hasPrefix("\u{2029}", at: offset - 2):
                truncate(to: count - 2)
                append("\\u2029")
            case let byte where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\"):
                append(atMost: 6) { Self.escape(byte, into: $0) }
            case let byte:
                append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }

    /// Writes the escape sequence for a byte that must not stand for itself.
    ///
    /// - Returns: its length, up to 6.
    private static func escape(_ byte: UInt8, into output: UnsafeMutablePointer<UInt8>) -> Int {
        output[0] = UInt8(ascii: "\\")
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output[1] = byte
        case 0x08: output[1] = UInt8(ascii: "b")
        case 0x09: output[1] = UInt8(ascii: "t")
        case 0x0A: output[1] = UInt8(ascii: "n")
        case 0x0C: output[1] = UInt8(ascii: "f")
        case 0x0D: output[1] = UInt8(ascii: "r")
        default:
            output[1] = UInt8(ascii: "u")
            output[2] = UInt8(ascii: "0")
            output[3] = UInt8(ascii: "0")
            output[4] = UInt8(ascii: "0") &+ byte &>> 4
            let digit = byte & 0x0F
            output[5] = digit < 10 ? UInt8(ascii: "0") &+ digit : UInt8(ascii: "a") &- 10 &+ digit
            return 6
        }
        return 2
    }
}

extension String {
    /// Inlined, which `utf8.span` isn't: 3 % of the instructions of the encoder.
    @inline(__always)
    func withUTF8Span<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        utf8.withContiguousStorageIfAvailable { body($0.span) } ?? body(utf8.span)
    }
}
