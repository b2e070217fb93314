/// Reads what messages consist of. Each read checks that there are so many bytes.
struct DNSReader {
    /// No name needs more: it has up to 127 labels.
    private static let maximumJumpCount = 127

    private let bytes: [UInt8]
    private(set) var position = 0

    /// Where reads must end: the end of the message, or of a record's data.
    private var end: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        end = bytes.count
    }

    var remaining: Int { end - position }

    mutating func byte() throws(DNSMessageError) -> UInt8 {
        guard position < end else { throw .tooShort }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func integer16() throws(DNSMessageError) -> UInt16 {
        try UInt16(byte()) << 8 | UInt16(byte())
    }

    mutating func integer32() throws(DNSMessageError) -> UInt32 {
        try UInt32(integer16()) << 16 | UInt32(integer16())
    }

    mutating func bytes(_ count: Int) throws(DNSMessageError) -> [UInt8] {
        guard count <= remaining else { throw .tooShort }
        defer { position += count }
        return Array(bytes[position..<(position + count)])
    }

    /// Reads a name, which may continue at an earlier place
    /// ([RFC 1035, section 4.1.4](https://www.rfc-editor.org/rfc/rfc1035#section-4.1.4)).
    ///
    /// Each place must be before the one that points to it and everything read since, so there is no loop; and the whole
    /// name has limits, so that a long message of nothing but long names is read in a time in proportion to its length.
    mutating func name() throws(DNSMessageError) -> DNSName {
        var labels: [UInt8] = []
        // Where the labels that are read now begin: what a pointer in them must be before.
        var start = position
        var place = position
        var end = end
        var jumpCount = 0
        while true {
            guard place < end else { throw .tooShort }
            let length = Int(bytes[place])
            switch length >> 6 {
            case 0 where length == 0:
                if jumpCount == 0 { position = place + 1 }
                return DNSName(checked: labels)
            case 0:
                guard place + length < end else { throw .tooShort }
                labels += bytes[place...(place + length)]
                guard labels.count <= DNSName.maximumByteCount else { throw .badName }
                place += 1 + length
            case 3:
                guard place + 1 < end else { throw .tooShort }
                let target = (length & 0x3F) << 8 | Int(bytes[place + 1])
                guard target < start, jumpCount < Self.maximumJumpCount else { throw .badName }
                if jumpCount == 0 { position = place + 2 }
                jumpCount += 1
                // What is earlier in the message ends where this began.
                (end, start, place) = (start, target, target)
            default:
                throw .badName
            }
        }
    }

    /// Reads data of a length, all of it and not more.
    mutating func limited<Value>(
        to count: Int,
        _ read: (inout DNSReader) throws(DNSMessageError) -> Value
    ) throws(DNSMessageError) -> Value {
        guard count <= remaining else { throw .tooShort }
        let outerEnd = end
        end = position + count
        defer { end = outerEnd }
        let value: Value
        do {
            value = try read(&self)
        } catch .tooShort {
            // There would be bytes, but of the next record.
            throw .badData
        }
        guard remaining == 0 else { throw .badData }
        return value
    }
}
