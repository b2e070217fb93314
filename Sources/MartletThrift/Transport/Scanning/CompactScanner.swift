import MartletThriftProtocol

/// Finds the end of a message of the compact protocol.
///
/// Source: [Thrift compact protocol](https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).
struct CompactScanner {
    /// How far the message is known to reach; it may be further than what has arrived.
    private(set) var position = 0
    private var levels: ScanLevels
    private var hasHead = false

    init(_ limits: ThriftLimits) {
        levels = ScanLevels(limits)
    }

    mutating func end(in bytes: UnsafeRawBufferPointer) throws(ThriftProtocolError) -> Int? {
        if !hasHead {
            guard try head(bytes) else { return nil }
            hasHead = true
            try levels.push(.structure)
        }
        while !levels.isEmpty {
            if levels.isLevelDone {
                levels.pop()
                continue
            }
            guard position <= bytes.count else { return nil }
            if isEndOfStruct(bytes) {
                position += 1
                levels.pop()
                continue
            }
            guard let value = try next(bytes) else { return nil }
            try levels.take(value)
            position = value.end
        }
        return position <= bytes.count ? position : nil
    }

    /// A number with seven bits in each byte, and where it ends.
    private func varint(
        _ bytes: UnsafeRawBufferPointer,
        at start: Int
    ) throws(ThriftProtocolError) -> (number: UInt64, end: Int)? {
        var number: UInt64 = 0
        var offset = start
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard offset < bytes.count else { return nil }
            let byte = bytes[offset]
            offset += 1
            number |= UInt64(byte & 0x7F) &<< shift
            if byte < 0x80 { return (number, offset) }
        }
        throw ThriftProtocolError(.invalidData, "a number is longer than ten bytes")
    }

    private func size(
        _ bytes: UnsafeRawBufferPointer,
        at start: Int
    ) throws(ThriftProtocolError) -> (count: Int, end: Int)? {
        guard let (number, end) = try varint(bytes, at: start) else { return nil }
        return (Int(Int32(truncatingIfNeeded: number)), end)
    }

    private mutating func head(_ bytes: UnsafeRawBufferPointer) throws(ThriftProtocolError) -> Bool {
        guard bytes.count >= 2 else { return false }
        guard bytes[0] == 0x82, bytes[1] & 0x1F == 1 else {
            throw ThriftProtocolError(.badVersion, "the message is of another version, or of another protocol")
        }
        guard let (_, afterNumber) = try varint(bytes, at: 2), let name = try size(bytes, at: afterNumber) else {
            return false
        }
        try levels.check(stringByteCount: name.count)
        position = name.end + name.count
        return true
    }

    private func isEndOfStruct(_ bytes: UnsafeRawBufferPointer) -> Bool {
        levels.nextElement == nil && position < bytes.count && bytes[position] & 0x0F == 0
    }

    /// The next field or element; `nil` if not enough of it is there.
    private func next(_ bytes: UnsafeRawBufferPointer) throws(ThriftProtocolError) -> ScanLevels.Value? {
        if let type = levels.nextElement { return try value(type, bytes, at: position, isField: false) }
        guard position < bytes.count else { return nil }
        let byte = bytes[position]
        var start = position + 1
        if byte >> 4 == 0 {
            guard let id = try varint(bytes, at: start) else { return nil }
            start = id.end
        }
        return try value(byte & 0x0F, bytes, at: start, isField: true)
    }

    private func value(
        _ type: UInt8,
        _ bytes: UnsafeRawBufferPointer,
        at start: Int,
        isField: Bool
    ) throws(ThriftProtocolError) -> ScanLevels.Value? {
        switch type {
        // The type of a field says already which it is.
        case 1, 2: return .init(end: isField ? start : start + 1)
        case 3: return .init(end: start + 1)
        case 4, 5, 6: return try varint(bytes, at: start).map { .init(end: $0.end) }
        case 7: return .init(end: start + 8)
        case 8:
            guard let (count, end) = try size(bytes, at: start) else { return nil }
            try levels.check(stringByteCount: count)
            return .init(end: end + count)
        case 9, 10: return try list(bytes, at: start)
        case 11: return try map(bytes, at: start)
        case 12: return .init(end: start, level: .structure)
        case 13: return .init(end: start + 16)
        default: throw ScanLevels.unknownType(type)
        }
    }

    private func list(
        _ bytes: UnsafeRawBufferPointer,
        at start: Int
    ) throws(ThriftProtocolError) -> ScanLevels.Value? {
        guard start < bytes.count else { return nil }
        let element = bytes[start] & 0x0F
        var count = Int(bytes[start] >> 4)
        var end = start + 1
        if count == 15 {
            guard let long = try size(bytes, at: end) else { return nil }
            (count, end) = long
        }
        try levels.check(count: count)
        return .init(end: end, level: .elements(element, element, count: count))
    }

    private func map(
        _ bytes: UnsafeRawBufferPointer,
        at start: Int
    ) throws(ThriftProtocolError) -> ScanLevels.Value? {
        guard let (count, end) = try size(bytes, at: start) else { return nil }
        try levels.check(count: count)
        guard count > 0 else { return .init(end: end) }
        guard end < bytes.count else { return nil }
        return .init(end: end + 1, level: .elements(bytes[end] >> 4, bytes[end] & 0x0F, count: count * 2))
    }
}
