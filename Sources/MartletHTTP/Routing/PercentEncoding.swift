/// Percent-encoding, RFC 3986 section 2.1.
enum PercentEncoding {
    /// The text that `bytes` stand for; nil if a percent sign isn't followed by two hexadecimal digits, or if what comes out
    /// isn't UTF-8.
    static func decode(_ bytes: RawSpan) -> String? {
        guard SegmentScan.containsPercent(bytes) else {
            return bytes.withUnsafeBytes { String(validating: $0, as: UTF8.self) }
        }
        return withUnsafeTemporaryAllocation(byteCount: bytes.byteCount, alignment: 1) { buffer in
            guard let count = decode(bytes, 0..<bytes.byteCount, into: buffer) else { return nil }
            return String(validating: UnsafeRawBufferPointer(rebasing: buffer[..<count]), as: UTF8.self)
        }
    }

    /// Decodes `range` of `bytes` into `buffer`.
    ///
    /// - Returns: How many bytes were written; nil if an escape is invalid or if they don't fit.
    static func decode(_ bytes: RawSpan, _ range: Range<Int>, into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        var written = 0
        var offset = range.lowerBound
        while offset < range.upperBound {
            guard written < buffer.count else { return nil }
            var byte = bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            if byte == UInt8(ascii: "%") {
                guard let escaped = escapedByte(bytes, at: offset, before: range.upperBound) else { return nil }
                byte = escaped
                offset &+= 2
            }
            buffer[written] = byte
            written &+= 1
            offset &+= 1
        }
        return written
    }

    /// Whether two hexadecimal digits follow each percent sign.
    static func isValid(_ bytes: RawSpan) -> Bool {
        var offset = SegmentScan.firstOffset(of: UInt8(ascii: "%"), in: bytes, from: 0)
        while offset < bytes.byteCount {
            guard escapedByte(bytes, at: offset, before: bytes.byteCount) != nil else { return false }
            offset = SegmentScan.firstOffset(of: UInt8(ascii: "%"), in: bytes, from: offset &+ 3)
        }
        return true
    }

    /// The byte that the escape stands for whose percent sign is at `offset`; nil if there's no escape that ends by `end`.
    static func escapedByte(_ bytes: RawSpan, at offset: Int, before end: Int) -> UInt8? {
        guard end &- offset > 2,
            let high = hexadecimalValue(bytes.unsafeLoad(fromByteOffset: offset &+ 1, as: UInt8.self)),
            let low = hexadecimalValue(bytes.unsafeLoad(fromByteOffset: offset &+ 2, as: UInt8.self))
        else { return nil }
        return high &<< 4 | low
    }

    private static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte &- UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte &- UInt8(ascii: "A") &+ 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte &- UInt8(ascii: "a") &+ 10
        default: nil
        }
    }
}
