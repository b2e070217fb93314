/// The base64 of metadata: written without padding, read with or without it.
///
/// Source: [gRPC over HTTP/2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), rule `Binary-Header`;
/// [RFC 4648](https://www.rfc-editor.org/rfc/rfc4648#section-4), section 4.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of each letter of the alphabet, and 255 for all else.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    /// Writes bytes, without padding.
    static func encode(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: (bytes.count * 4 + 2) / 3) { output in
            var count = 0
            var bits: UInt32 = 0
            var bitCount = 0
            func write(_ value: UInt32) {
                output[count] = alphabet[Int(value & 63)]
                count += 1
            }
            for byte in bytes {
                bits = bits << 8 | UInt32(byte)
                bitCount += 8
                while bitCount >= 6 {
                    bitCount -= 6
                    write(bits >> UInt32(bitCount))
                }
                bits &= 0xFF
            }
            if bitCount > 0 { write(bits << UInt32(6 - bitCount)) }
            return count
        }
    }

    /// Reads bytes.
    ///
    /// - Parameter text: Letters of the alphabet, with or without padding.
    /// - Returns: `nil` when a character is none of the alphabet, the padding is wrong, or there is no such length.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3 + 2)
        var bits: UInt32 = 0
        var letterCount = 0
        var paddingCount = 0
        for letter in text {
            guard letter != UInt8(ascii: "=") else {
                paddingCount += 1
                continue
            }
            let value = values[Int(letter)]
            guard value < 64, paddingCount == 0 else { return nil }
            bits = bits << 6 | UInt32(value)
            letterCount += 1
            guard letterCount % 4 == 0 else { continue }
            bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
            bytes.append(UInt8(truncatingIfNeeded: bits))
            bits = 0
        }
        guard paddingCount == 0 || (paddingCount <= 2 && (letterCount + paddingCount) % 4 == 0) else { return nil }
        switch letterCount % 4 {
        case 0:
            return bytes
        case 2:
            bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
            return bytes
        case 3:
            bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
            return bytes
        default:
            return nil
        }
    }
}
