/// Writes header blocks: RFC 7541.
///
/// It remembers nothing: a name is sent by its index where the static table has it, and values as they are. That costs the client
/// some bytes, and the server neither memory nor a search per field.
package enum HPACKEncoder {
    /// Appends a field.
    ///
    /// - Parameters:
    ///   - name: The name, in lower case.
    ///   - value: The value.
    ///   - block: Gets the field.
    package static func append(_ name: String, _ value: String, to block: inout [UInt8]) {
        let nameBytes = name.utf8Span.span
        let index = HPACKStaticTable.index(ofName: nameBytes)
        appendInteger(Int(index), prefix: 4, first: 0, to: &block)
        if index == 0 { appendString(nameBytes, to: &block) }
        appendString(value.utf8Span.span, to: &block)
    }

    /// Appends a status.
    ///
    /// - Parameter status: 100 to 999.
    package static func append(status: Int, to block: inout [UInt8]) {
        switch status {
        case 200: block.append(0x88)
        case 204: block.append(0x89)
        case 400: block.append(0x8C)
        case 404: block.append(0x8D)
        case 500: block.append(0x8E)
        default:
            block.append(contentsOf: [0x08, 3])
            appendDecimal(status, to: &block)
        }
    }

    /// Appends the length of a body.
    package static func append(contentLength length: Int, to block: inout [UInt8]) {
        appendInteger(28, prefix: 4, first: 0, to: &block)
        var digitCount = 1
        var rest = length / 10
        while rest > 0 {
            digitCount += 1
            rest /= 10
        }
        block.append(UInt8(truncatingIfNeeded: digitCount))
        appendDecimal(length, to: &block)
    }

    /// Appends a date.
    ///
    /// - Parameter date: As RFC 9110, section 5.6.7 writes it.
    package static func append(date: UnsafeRawBufferPointer, to block: inout [UInt8]) {
        appendInteger(33, prefix: 4, first: 0, to: &block)
        appendInteger(date.count, prefix: 7, first: 0, to: &block)
        block.append(contentsOf: date)
    }

    private static func appendDecimal(_ value: Int, to block: inout [UInt8]) {
        if value >= 10 { appendDecimal(value / 10, to: &block) }
        block.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10))
    }

    private static func appendString(_ bytes: Span<UInt8>, to block: inout [UInt8]) {
        appendInteger(bytes.count, prefix: 7, first: 0, to: &block)
        bytes.withUnsafeBufferPointer { block.append(contentsOf: $0) }
    }

    private static func appendInteger(_ value: Int, prefix: Int, first: UInt8, to block: inout [UInt8]) {
        let mask = 1 << prefix - 1
        if value < mask { return block.append(first | UInt8(truncatingIfNeeded: value)) }
        block.append(first | UInt8(truncatingIfNeeded: mask))
        var rest = value - mask
        while rest >= 0x80 {
            block.append(UInt8(truncatingIfNeeded: rest & 0x7F) | 0x80)
            rest >>= 7
        }
        block.append(UInt8(truncatingIfNeeded: rest))
    }
}
