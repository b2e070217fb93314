/// A number of the document, by the grammar of RFC 8259, section 6.
struct NumberToken {
    /// The offset after the last byte.
    var end: Int
    /// Whether there is neither a fraction nor an exponent.
    var isInteger: Bool

    /// - Parameter start: the offset of a minus sign or a digit.
    @inline(__always)
    init(in bytes: Span<UInt8>, from start: Int) throws(SyntaxError) {
        var offset = start
        if bytes[offset] == UInt8(ascii: "-") {
            offset &+= 1
        }
        let firstDigit = offset
        offset = try NumberToken.skipDigits(in: bytes, from: offset)
        if bytes[firstDigit] == UInt8(ascii: "0"), offset > firstDigit &+ 1 {
            throw SyntaxError(reason: .leadingZero, offset: start)
        }
        isInteger = true
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            isInteger = false
            offset = try NumberToken.skipDigits(in: bytes, from: offset &+ 1)
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            offset &+= 1
            if offset < bytes.count, bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-") {
                offset &+= 1
            }
            offset = try NumberToken.skipDigits(in: bytes, from: offset)
        }
        end = offset
    }

    /// - Returns: the offset after one or more digits.
    @inline(__always)
    private static func skipDigits(in bytes: Span<UInt8>, from start: Int) throws(SyntaxError) -> Int {
        var offset = start
        while offset < bytes.count, bytes[offset].isDigit {
            offset &+= 1
        }
        if offset == start {
            throw offset == bytes.count
                ? SyntaxError(reason: .endOfInput, offset: offset)
                : SyntaxError(reason: .invalidNumber, offset: offset)
        }
        return offset
    }
}
