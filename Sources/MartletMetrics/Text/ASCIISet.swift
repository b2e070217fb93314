/// Some ASCII characters, for a quick answer whether a byte is among them.
package struct ASCIISet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    /// The characters of a text and, unless they are left out, the control characters; what is not ASCII is not in it.
    package init(_ text: String, withControls: Bool = true) {
        if withControls {
            for byte in 0..<UInt8(ascii: " ") { insert(byte) }
            insert(0x7F)
        }
        for byte in text.utf8 { insert(byte) }
    }

    /// Whether a byte is one of the characters.
    package func contains(_ byte: UInt8) -> Bool {
        if byte < 64 { return low >> UInt64(byte) & 1 == 1 }
        return byte < 128 && high >> UInt64(byte - 64) & 1 == 1
    }

    private mutating func insert(_ byte: UInt8) {
        if byte < 64 { low |= 1 << UInt64(byte) } else if byte < 128 { high |= 1 << UInt64(byte - 64) }
    }
}

extension [UInt8] {
    /// Appends a text in UTF-8, with `_` in place of each of some characters.
    package mutating func append(_ text: String, replacing characters: ASCIISet) {
        for byte in text.utf8 { append(characters.contains(byte) ? UInt8(ascii: "_") : byte) }
    }
}
