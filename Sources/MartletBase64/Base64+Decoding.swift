extension Base64 {
    /// How strictly text is read.
    package enum Reading {
        /// Bytes have one form only: padded, and with zeros in the bits behind the last byte.
        case canonical
        /// The padding may be missing, and the bits behind the last byte are dropped.
        case lenient
    }

    /// Reads bytes.
    ///
    /// - Parameters:
    ///   - text: The text; three quarters of its size are taken for the bytes.
    ///   - reading: How strictly.
    /// - Returns: `nil` for what is not Base64: other characters, white space too; padding elsewhere than at the end, or not as
    ///   much as fills the last group of four; a character that holds no byte.
    @inlinable
    package static func decode(_ text: some Collection<UInt8>, _ reading: Reading) -> [UInt8]? {
        if let bytes = text.withContiguousStorageIfAvailable({ read($0, reading) }) { return bytes }
        return Array(text).withUnsafeBufferPointer { read($0, reading) }
    }

    @usableFromInline
    static func read(_ text: UnsafeBufferPointer<UInt8>, _ reading: Reading) -> [UInt8]? {
        var count = text.count
        while count > 0, text.count - count < 2, text[count - 1] == padding { count -= 1 }
        let mayLackPadding = reading == .lenient && count == text.count
        guard count % 4 != 1, text.count.isMultiple(of: 4) || mayLackPadding else { return nil }
        // All that was seen, in one value: what is none of the alphabet shows in its high bits.
        var seen: UInt8 = 0
        var surplus: UInt32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count / 4 * 3 + 2) { output, byteCount in
            values.withUnsafeBufferPointer { values in
                var index = 0
                func next() -> UInt32 {
                    let value = values[Int(text[index])]
                    index += 1
                    seen |= value
                    return UInt32(value)
                }
                func put(_ bits: UInt32) {
                    output[byteCount] = UInt8(truncatingIfNeeded: bits)
                    byteCount += 1
                }
                while index + 4 <= count {
                    let bits = next() << 18 | next() << 12 | next() << 6 | next()
                    put(bits >> 16)
                    put(bits >> 8)
                    put(bits)
                }
                switch count - index {
                case 2:
                    let bits = next() << 6 | next()
                    put(bits >> 4)
                    surplus = bits & 0xF
                case 3:
                    let bits = next() << 12 | next() << 6 | next()
                    put(bits >> 10)
                    put(bits >> 2)
                    surplus = bits & 0x3
                default: break
                }
            }
        }
        return seen < 64 && (reading == .lenient || surplus == 0) ? bytes : nil
    }
}
