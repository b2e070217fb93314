import MartletThriftProtocol

/// Finds the end of a message of the binary protocol.
struct BinaryScanner {
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
            // A string that is yet to arrive lies between.
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

    private func number(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int? {
        guard offset <= bytes.count - 4 else { return nil }
        return Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
    }

    /// The head: with a version, or as writers of old did without.
    private mutating func head(_ bytes: UnsafeRawBufferPointer) throws(ThriftProtocolError) -> Bool {
        guard let word = number(bytes, at: 0) else { return false }
        if word >= 0 {
            try levels.check(stringByteCount: word)
            position = 4 + word + 5
        } else {
            guard UInt32(truncatingIfNeeded: word) & 0xFFFF_0000 == 0x8001_0000 else {
                throw ThriftProtocolError(.badVersion, "the message is of another version, or of another protocol")
            }
            guard let count = number(bytes, at: 4) else { return false }
            try levels.check(stringByteCount: count)
            position = 8 + count + 4
        }
        return true
    }

    private func isEndOfStruct(_ bytes: UnsafeRawBufferPointer) -> Bool {
        levels.nextElement == nil && position < bytes.count && bytes[position] == ThriftType.stop.rawValue
    }

    /// The next field or element; `nil` if not enough of it is there.
    private func next(_ bytes: UnsafeRawBufferPointer) throws(ThriftProtocolError) -> ScanLevels.Value? {
        if let type = levels.nextElement { return try value(type, bytes, at: position) }
        guard position < bytes.count else { return nil }
        return try value(bytes[position], bytes, at: position + 3)
    }

    private func value(
        _ type: UInt8,
        _ bytes: UnsafeRawBufferPointer,
        at start: Int
    ) throws(ThriftProtocolError) -> ScanLevels.Value? {
        guard let known = ThriftType(rawValue: type) else { throw ScanLevels.unknownType(type) }
        switch known {
        case .stop: throw ScanLevels.unknownType(type)
        case .bool, .i8: return .init(end: start + 1)
        case .i16: return .init(end: start + 2)
        case .i32: return .init(end: start + 4)
        case .i64, .double: return .init(end: start + 8)
        case .uuid: return .init(end: start + 16)
        case .string:
            guard let count = number(bytes, at: start) else { return nil }
            try levels.check(stringByteCount: count)
            return .init(end: start + 4 + count)
        case .structure: return .init(end: start, level: .structure)
        case .list, .set:
            guard start < bytes.count, let count = number(bytes, at: start + 1) else { return nil }
            try levels.check(count: count)
            return .init(end: start + 5, level: .elements(bytes[start], bytes[start], count: count))
        case .map:
            guard start + 1 < bytes.count, let count = number(bytes, at: start + 2) else { return nil }
            try levels.check(count: count)
            return .init(end: start + 6, level: .elements(bytes[start], bytes[start + 1], count: count * 2))
        }
    }
}
