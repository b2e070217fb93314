/// The characters of a list of members: sections 3.3.1.3.1 and 3.3.1.3.2 of W3C Trace Context.
enum TraceStateSyntax {
    typealias Bytes = Collection<UInt8>

    /// A simple key of up to 256 characters, or a tenant of up to 241, `@`, and a system of up to 14.
    static func isKey(_ key: some Bytes) -> Bool {
        guard let at = key.firstIndex(of: UInt8(ascii: "@")) else {
            return (1...256).contains(key.count) && startsWithLetter(key) && key.allSatisfy(isKeyCharacter)
        }
        let tenant = key[..<at]
        let system = key[key.index(after: at)...]
        guard let first = tenant.first, isLetter(first) || isDigit(first) else { return false }
        return tenant.count <= 241 && tenant.allSatisfy(isKeyCharacter)
            && (1...14).contains(system.count) && startsWithLetter(system) && system.allSatisfy(isKeyCharacter)
    }

    /// Up to 256 printable ASCII characters without comma and equals sign, the last of which is no blank.
    static func isValue(_ value: some Bytes) -> Bool {
        var last: UInt8 = 0x20
        var count = 0
        for byte in value {
            guard (0x20...0x7E).contains(byte), byte != UInt8(ascii: ","), byte != UInt8(ascii: "=") else {
                return false
            }
            last = byte
            count += 1
        }
        return (1...256).contains(count) && last != 0x20
    }

    /// Without the blanks and tabs around it.
    static func trimmed(_ bytes: Substring.UTF8View) -> Substring.UTF8View {
        var bytes = bytes.drop { $0 == 0x20 || $0 == 0x09 }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return bytes
    }

    private static func startsWithLetter(_ key: some Bytes) -> Bool {
        key.first.map(isLetter) ?? false
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isKeyCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"): true
        default: isLetter(byte) || isDigit(byte)
        }
    }
}
