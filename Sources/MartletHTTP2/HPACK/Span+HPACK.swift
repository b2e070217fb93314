// The integers and strings of header blocks: RFC 7541, section 5.

extension Span where Element == UInt8 {
    /// Reads an integer whose first bits stand in the lowest `prefix` bits of a byte.
    @inline(__always)
    func readInteger(prefix: Int, at position: inout Int) throws(HPACKFailure) -> Int {
        guard position < count else { throw .malformed }
        let mask = UInt8(truncatingIfNeeded: 1 &<< prefix &- 1)
        let first = self[position] & mask
        position &+= 1
        if first < mask { return Int(first) }
        return try readLongInteger(from: Int(mask), at: &position)
    }

    @inline(never)
    private func readLongInteger(from start: Int, at position: inout Int) throws(HPACKFailure) -> Int {
        var value = start
        // No integer of the protocol needs more than 28 bits; leading zeros are counted too.
        var shift = 0
        while shift <= 21 {
            guard position < count else { throw .malformed }
            let byte = self[position]
            position += 1
            value += Int(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
        throw .malformed
    }

    /// Appends a string, which may be in the Huffman code.
    func readString(into output: inout [UInt8], at position: inout Int) throws(HPACKFailure) {
        guard position < count else { throw .malformed }
        let isCoded = self[position] & 0x80 != 0
        let length = try readInteger(prefix: 7, at: &position)
        guard length <= count - position else { throw .malformed }
        let bytes = extracting(position..<position + length)
        position += length
        if isCoded {
            try HuffmanDecoder.shared.decode(bytes, into: &output)
        } else {
            bytes.withUnsafeBufferPointer { output.append(contentsOf: $0) }
        }
    }
}
