/// `uri-host [ ":" port ]`: the value of Host and the authority of a target.
///
/// User information (`user@`) isn't part of either: RFC 9110 section 4.2.4 has recipients treat it as an error.
enum Authority {
    /// Whether `range` holds a host that isn't empty, and a port if there's a colon or `requiresPort`.
    @inline(__always)
    static func isValid(_ bytes: RawSpan, in range: Range<Int>, requiresPort: Bool = false) -> Bool {
        var hostEnd = min(bytes.end(of: .registeredName, from: range.lowerBound), range.upperBound)
        if hostEnd < range.upperBound, bytes.byte(at: hostEnd) != ASCII.colon {
            // Rare: percent-encoded bytes, an address in brackets, or something that doesn't belong here.
            hostEnd = endOfUncommonHost(bytes, in: range) ?? range.lowerBound
        }
        guard hostEnd > range.lowerBound else { return false }
        guard hostEnd < range.upperBound else { return !requiresPort }
        guard bytes.byte(at: hostEnd) == ASCII.colon else { return false }
        return isValidPort(bytes, in: hostEnd &+ 1..<range.upperBound, mayBeEmpty: !requiresPort)
    }

    @inline(never)
    private static func endOfUncommonHost(_ bytes: RawSpan, in range: Range<Int>) -> Int? {
        bytes.byte(at: range.lowerBound) == ASCII.openingBracket
            ? endOfAddress(bytes, in: range)
            : endOfName(bytes, in: range)
    }

    /// The end of a `reg-name` or IPv4 address: `unreserved`, `sub-delims` and percent-encoded bytes.
    private static func endOfName(_ bytes: RawSpan, in range: Range<Int>) -> Int? {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let byte = bytes.byte(at: offset)
            if CharacterClass.registeredName.contains(byte) {
                offset &+= 1
            } else if byte == ASCII.percent {
                guard range.upperBound &- offset > 2,
                    CharacterClass.hexDigit.contains(bytes.byte(at: offset &+ 1)),
                    CharacterClass.hexDigit.contains(bytes.byte(at: offset &+ 2))
                else { return nil }
                offset &+= 3
            } else {
                break
            }
        }
        return offset
    }

    /// The end of a bracketed IPv6 (or future) address; what is in the brackets is checked for its characters only.
    private static func endOfAddress(_ bytes: RawSpan, in range: Range<Int>) -> Int? {
        var offset = range.lowerBound &+ 1
        while offset < range.upperBound {
            let byte = bytes.byte(at: offset)
            if byte == ASCII.closingBracket {
                return offset > range.lowerBound &+ 1 ? offset &+ 1 : nil
            }
            guard byte == ASCII.colon || CharacterClass.registeredName.contains(byte) else { return nil }
            offset &+= 1
        }
        return nil
    }

    @inline(__always)
    private static func isValidPort(_ bytes: RawSpan, in range: Range<Int>, mayBeEmpty: Bool) -> Bool {
        guard !range.isEmpty else { return mayBeEmpty }
        guard range.count <= 5 else { return false }
        var port = 0
        for offset in range {
            let digit = ASCII.decimalValue(bytes.byte(at: offset))
            guard digit < 10 else { return false }
            port = port &* 10 &+ Int(digit)
        }
        return port <= Int(UInt16.max)
    }
}
