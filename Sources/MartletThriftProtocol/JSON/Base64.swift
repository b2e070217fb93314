/// Base64 as the JSON protocol has it: written with padding, read with and without. Source: RFC 4648, section 4.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    static func encode(_ bytes: [UInt8], into output: inout [UInt8]) {
        var index = 0
        while index < bytes.count {
            let group = bytes[index..<min(index + 3, bytes.count)]
            var word: UInt32 = 0
            for (position, byte) in group.enumerated() { word |= UInt32(byte) << (16 - 8 * UInt32(position)) }
            for position in 0..<4 {
                guard position <= group.count else {
                    output.append(UInt8(ascii: "="))
                    continue
                }
                output.append(alphabet[Int(word >> (18 - 6 * UInt32(position))) & 63])
            }
            index += 3
        }
    }

    static func decode(_ text: some Sequence<UInt8>) throws(ThriftProtocolError) -> [UInt8] {
        var output: [UInt8] = []
        var word: UInt32 = 0
        var count = 0
        var paddingCount = 0
        for character in text {
            if character == UInt8(ascii: "=") {
                paddingCount += 1
                continue
            }
            let value = values[Int(character)]
            guard value < 64, paddingCount == 0 else { throw .notBase64 }
            word = word << 6 | UInt32(value)
            count += 1
            guard count == 4 else { continue }
            output += [UInt8(word >> 16 & 255), UInt8(word >> 8 & 255), UInt8(word & 255)]
            word = 0
            count = 0
        }
        switch (count, paddingCount) {
        case (0, 0): break
        case (2, 0), (2, 2): output.append(UInt8(word >> 4 & 255))
        case (3, 0), (3, 1): output += [UInt8(word >> 10 & 255), UInt8(word >> 2 & 255)]
        default: throw .notBase64
        }
        return output
    }
}

extension ThriftProtocolError {
    static let notBase64 = ThriftProtocolError(.invalidData, "binary data is not base64")
}
