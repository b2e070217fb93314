extension Base64 {
    /// Writes bytes.
    ///
    /// - Parameters:
    ///   - bytes: What is written.
    ///   - isPadded: Whether `=` fills the last group of four characters.
    package static func encode(_ bytes: [UInt8], isPadded: Bool = true) -> String {
        String(unsafeUninitializedCapacity: characterCount(for: bytes.count, isPadded)) { output in
            bytes.withUnsafeBufferPointer { write($0, isPadded, to: output) }
        }
    }

    /// Writes bytes behind others, padded.
    package static func encode(_ bytes: [UInt8], into output: inout [UInt8]) {
        let start = output.count
        output.append(contentsOf: repeatElement(0, count: characterCount(for: bytes.count, true)))
        output.withUnsafeMutableBufferPointer { output in
            bytes.withUnsafeBufferPointer { bytes in
                _ = write(bytes, true, to: UnsafeMutableBufferPointer(rebasing: output[start...]))
            }
        }
    }

    private static func characterCount(for byteCount: Int, _ isPadded: Bool) -> Int {
        let (groups, rest) = byteCount.quotientAndRemainder(dividingBy: 3)
        if rest == 0 { return groups * 4 }
        return groups * 4 + (isPadded ? 4 : rest + 1)
    }

    /// - Parameter output: Memory for all of it.
    /// - Returns: How many characters were written.
    private static func write(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ isPadded: Bool,
        to output: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        let alphabet = alphabet.utf8Start
        var index = 0
        var count = 0
        func next() -> UInt32 {
            defer { index += 1 }
            return UInt32(bytes[index])
        }
        func put(_ bits: UInt32) {
            output[count] = alphabet[Int(bits & 63)]
            count += 1
        }
        func pad(_ paddingCount: Int) {
            guard isPadded else { return }
            for _ in 0..<paddingCount {
                output[count] = padding
                count += 1
            }
        }
        while index + 3 <= bytes.count {
            let bits = next() << 16 | next() << 8 | next()
            put(bits >> 18)
            put(bits >> 12)
            put(bits >> 6)
            put(bits)
        }
        switch bytes.count - index {
        case 1:
            let bits = next() << 4
            put(bits >> 6)
            put(bits)
            pad(2)
        case 2:
            let bits = (next() << 8 | next()) << 2
            put(bits >> 12)
            put(bits >> 6)
            put(bits)
            pad(1)
        default: break
        }
        return count
    }
}
