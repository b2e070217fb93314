/// Appends the numbers and texts of gob to a buffer.
typealias ByteWriter = Buffer<UInt8>

extension Buffer where Element == UInt8 {
    /// What an unsigned number takes at most: its byte count and eight bytes.
    static var longestNumber: Int { 9 }

    /// An unsigned number: one byte below 128, otherwise the negated count of its bytes and the bytes, highest first.
    @inline(__always)
    mutating func append(unsigned value: UInt64) {
        append(atMost: Self.longestNumber) { output in Self.write(value, to: output) }
    }

    /// A signed number: the sign goes into the lowest bit.
    @inline(__always)
    mutating func append(signed value: Int64) {
        append(unsigned: UInt64(bitPattern: value < 0 ? (~value << 1) | 1 : value << 1))
    }

    /// A floating-point number: the bytes of its bits in reverse, so that the zeros of short mantissas fall away.
    @inline(__always)
    mutating func append(floatingPoint value: Double) {
        append(unsigned: value.bitPattern.byteSwapped)
    }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            append(unsigned: UInt64(bytes.count))
            append(bytes)
        }
    }

    /// Writes an unsigned number.
    ///
    /// - Returns: How many bytes it takes.
    @inline(__always)
    static func write(_ value: UInt64, to output: UnsafeMutablePointer<UInt8>) -> Int {
        if value < 0x80 {
            output[0] = UInt8(truncatingIfNeeded: value)
            return 1
        }
        let count = 8 &- value.leadingZeroBitCount / 8
        output[0] = UInt8(truncatingIfNeeded: 0 &- count)
        var rest = value
        var index = count
        while index > 0 {
            output[index] = UInt8(truncatingIfNeeded: rest)
            rest &>>= 8
            index &-= 1
        }
        return count &+ 1
    }

    /// How many bytes an unsigned number takes.
    @inline(__always)
    static func byteCount(of value: UInt64) -> Int {
        value < 0x80 ? 1 : 9 &- value.leadingZeroBitCount / 8
    }
}
