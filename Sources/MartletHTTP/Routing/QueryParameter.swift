/// Where one parameter stands in the bytes of a query, and how it is decoded.
struct QueryParameter {
    private let nameRange: Range<Int>
    private let valueRange: Range<Int>

    /// Finds the first parameter that begins at `offset` or later, and sets `offset` to where the next one may begin. Nil if
    /// there's none left.
    init?(_ query: RawSpan, from offset: inout Int) {
        var start = offset
        while start < query.byteCount, query.unsafeLoad(fromByteOffset: start, as: UInt8.self) == UInt8(ascii: "&") {
            start &+= 1
        }
        guard start < query.byteCount else {
            offset = start
            return nil
        }
        let end = SegmentScan.firstOffset(of: UInt8(ascii: "&"), in: query, from: start)
        // Looked for within the parameter only: otherwise `&a&a&a` would be read to its end for each of them.
        let sign = start &+ SegmentScan.firstOffset(of: UInt8(ascii: "="), in: query.extracting(start..<end), from: 0)
        nameRange = start..<sign
        valueRange = min(sign &+ 1, end)..<end
        offset = end &+ 1
    }

    /// Whether this is the parameter called `name`.
    func isNamed(_ name: String, in query: RawSpan) -> Bool {
        // A name never becomes longer when it's decoded, but for replacement characters: three bytes for one.
        guard name.utf8.count <= 3 * nameRange.count else { return false }
        return self.name(in: query).utf8.elementsEqual(name.utf8)
    }

    /// The name in plain text.
    func name(in query: RawSpan) -> String {
        Self.decode(query, nameRange)
    }

    /// The value in plain text.
    func value(in query: RawSpan) -> String {
        Self.decode(query, valueRange)
    }

    private static func decode(_ query: RawSpan, _ range: Range<Int>) -> String {
        // It fits: an escape is longer than its byte.
        withUnsafeTemporaryAllocation(byteCount: range.count, alignment: 1) { buffer in
            var written = 0
            var offset = range.lowerBound
            while offset < range.upperBound {
                var byte = query.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
                switch byte {
                case UInt8(ascii: "+"):
                    byte = UInt8(ascii: " ")
                case UInt8(ascii: "%"):
                    if let escaped = PercentEncoding.escapedByte(query, at: offset, before: range.upperBound) {
                        byte = escaped
                        offset &+= 2
                    }
                default:
                    break
                }
                buffer[written] = byte
                written &+= 1
                offset &+= 1
            }
            return String(decoding: UnsafeRawBufferPointer(rebasing: buffer[..<written]), as: UTF8.self)
        }
    }
}
