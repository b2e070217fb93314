/// An IPv4 or IPv6 address.
package struct DNSAddress: Hashable, Sendable {
    /// Four or sixteen bytes.
    package let bytes: [UInt8]

    /// The address of four bytes or of sixteen; `nil` for any other number.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Makes an IPv4 address.
    package init(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) {
        bytes = [first, second, third, fourth]
    }

    /// Makes an IPv6 address of its eight groups; groups that are missing at the end are 0, further ones are left out.
    package init(groups: [UInt16]) {
        let groups = groups.prefix(8) + Array(repeating: 0, count: max(0, 8 - groups.count))
        bytes = groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }
}

extension DNSAddress: CustomStringConvertible {
    /// `10.0.0.5`, or `2001:db8::1` as [RFC 5952](https://www.rfc-editor.org/rfc/rfc5952#section-4) writes it.
    package var description: String {
        guard bytes.count == 16 else { return bytes.map(String.init).joined(separator: ".") }
        let groups = (0..<8).map { UInt16(bytes[2 * $0]) << 8 | UInt16(bytes[2 * $0 + 1]) }
        let texts = groups.map { String($0, radix: 16) }
        guard let zeros = Self.longestZeros(groups) else { return texts.joined(separator: ":") }
        return texts[..<zeros.lowerBound].joined(separator: ":") + "::"
            + texts[zeros.upperBound...].joined(separator: ":")
    }

    /// The first of the longest runs of at least two groups of 0.
    private static func longestZeros(_ groups: [UInt16]) -> Range<Int>? {
        var longest: Range<Int>?
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start >= 2, end - start > longest?.count ?? 0 { longest = start..<end }
            start = end + 1
        }
        return longest
    }
}
