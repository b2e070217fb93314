extension Span where Element == UInt8 {
    /// Reads an unsigned number and moves on. Bytes that are missing and counts that are too large are errors.
    @inline(__always)
    func readUnsigned(at position: inout Int) throws(GobError) -> UInt64 {
        guard position < count else { throw .truncated(at: position) }
        let first = self[position]
        if first < 0x80 {
            position &+= 1
            return UInt64(first)
        }
        return try readLongUnsigned(at: &position)
    }

    @inline(never)
    private func readLongUnsigned(at position: inout Int) throws(GobError) -> UInt64 {
        let length = 256 - Int(self[position])
        guard length <= 8 else { throw .malformed("a number of \(length) bytes", at: position) }
        guard length < count &- position else { throw .truncated(at: position) }
        var value: UInt64 = 0
        for index in 1...length { value = value << 8 | UInt64(self[position &+ index]) }
        position &+= length &+ 1
        return value
    }

    @inline(__always)
    func readSigned(at position: inout Int) throws(GobError) -> Int64 {
        let value = try readUnsigned(at: &position)
        let magnitude = Int64(bitPattern: value >> 1)
        return value & 1 == 0 ? magnitude : ~magnitude
    }

    /// Reads a length of which each unit takes at least `unit` bytes, so that what it announces is there.
    @inline(__always)
    func readCount(unit: Int = 1, at position: inout Int) throws(GobError) -> Int {
        let start = position
        let value = try readUnsigned(at: &position)
        guard value <= UInt64((count &- position) / unit) else {
            throw .malformed("a count of \(value) is more than the rest of the message holds", at: start)
        }
        return Int(value)
    }

    /// Reads the text of a name.
    func readText(at position: inout Int) throws(GobError) -> String {
        let length = try readCount(at: &position)
        defer { position += length }
        return String(decoding: self, from: position, count: length)
    }
}

extension String {
    /// Bytes as text. Go does not promise UTF-8; what is none becomes replacement characters.
    init(decoding span: Span<UInt8>, from start: Int, count: Int) {
        self = span.extracting(start..<start + count).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
