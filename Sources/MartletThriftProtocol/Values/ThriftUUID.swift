/// `uuid`: sixteen bytes. Source: [RFC 9562](https://www.rfc-editor.org/rfc/rfc9562).
public struct ThriftUUID: Hashable, Sendable, CustomStringConvertible {
    /// The first eight bytes, as a number.
    public var high: UInt64

    /// The last eight bytes, as a number.
    public var low: UInt64

    /// Makes a UUID of its two halves; the nil UUID without any.
    @inlinable
    public init(high: UInt64 = 0, low: UInt64 = 0) {
        self.high = high
        self.low = low
    }

    /// Reads `01234567-89ab-cdef-0123-456789abcdef`, also in capitals or in braces.
    public init?(_ text: some StringProtocol) {
        var digits = Substring(text)
        if digits.hasPrefix("{"), digits.hasSuffix("}") { digits = digits.dropFirst().dropLast() }
        let groups = digits.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return nil }
        let all = groups.joined()
        guard all.utf8.allSatisfy({ Self.isHexDigit($0) }) else { return nil }
        guard let high = UInt64(all.prefix(16), radix: 16), let low = UInt64(all.suffix(16), radix: 16) else {
            return nil
        }
        self.init(high: high, low: low)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        case UInt8(ascii: "A")...UInt8(ascii: "F"): true
        default: false
        }
    }

    /// `01234567-89ab-cdef-0123-456789abcdef`
    public var description: String {
        let digits = [high, low].map { half in
            let text = String(half, radix: 16)
            return String(repeating: "0", count: 16 - text.utf8.count) + text
        }
        .joined()
        var groups: [Substring] = []
        var rest = Substring(digits)
        for count in [8, 4, 4, 4, 12] {
            groups.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return groups.joined(separator: "-")
    }
}
