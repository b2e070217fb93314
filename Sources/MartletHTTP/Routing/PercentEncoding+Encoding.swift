extension PercentEncoding {
    /// `text` as one segment of a path: everything that isn't a `pchar` of RFC 3986 is escaped, slashes included.
    ///
    /// Nothing can make the segments `.` and `..` safe: dots need no escape, and escaped ones are resolved all the same. Who
    /// builds a path from values has to refuse them.
    static func encodePathSegment(_ text: String) -> String {
        encode(text) { byte in
            switch byte {
            case UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&")...UInt8(ascii: ","), UInt8(ascii: ":"),
                UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: "@"):
                true
            default:
                isUnreserved(byte)
            }
        }
    }

    /// `text` as a name or a value in a query: everything that isn't `unreserved` in RFC 3986 is escaped.
    ///
    /// A space becomes `%20` and not `+`, because who reads a query as a form takes both for a space, and everybody else
    /// only the first.
    static func encodeQueryComponent(_ text: String) -> String {
        encode(text, isKept: isUnreserved)
    }

    private static func encode(_ text: String, isKept: (UInt8) -> Bool) -> String {
        let escapes = text.utf8.reduce(0) { $0 + (isKept($1) ? 0 : 1) }
        guard escapes > 0 else { return text }
        return String(unsafeUninitializedCapacity: text.utf8.count + 2 * escapes) { buffer in
            var written = 0
            for byte in text.utf8 {
                if isKept(byte) {
                    buffer[written] = byte
                    written += 1
                } else {
                    buffer[written] = UInt8(ascii: "%")
                    buffer[written + 1] = hexadecimalDigit(byte >> 4)
                    buffer[written + 2] = hexadecimalDigit(byte & 15)
                    written += 3
                }
            }
            return written
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default:
            false
        }
    }

    /// Capital letters, as RFC 3986 section 6.2.2.1 prefers.
    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "A") &+ value &- 10
    }
}
