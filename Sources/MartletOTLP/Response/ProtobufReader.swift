/// Reads the few fields of an answer, which comes from outside: it never looks past the end and never trusts a length.
struct ProtobufReader {
    enum Value: Equatable {
        case number(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// The next field; `nil` at the end, and where the bytes are no protobuf.
    mutating func next() -> (field: UInt64, value: Value)? {
        guard let tag = varint() else { return nil }
        let value: Value?
        switch tag & 7 {
        case 0: value = varint().map { .number($0) }
        case 1: value = take(8).map { .bytes($0) }
        case 2: value = varint().flatMap { Int(exactly: $0) }.flatMap { take($0) }.map { .bytes($0) }
        case 5: value = take(4).map { .bytes($0) }
        default: value = nil
        }
        return value.map { (tag >> 3, $0) }
    }

    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 70, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            // Bits past the 64th are lost, as everywhere in protobuf.
            value |= shift < 64 ? UInt64(byte & 0x7F) << UInt64(shift) : 0
            if byte < 0x80 { return value }
        }
        return nil
    }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
