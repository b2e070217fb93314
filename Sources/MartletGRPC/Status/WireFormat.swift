/// The wire format of Protocol Buffers, as far as `google.rpc.Status` needs it: numbers, and bytes with their length.
///
/// Statuses are read and written without a library, so that their details travel whether or not the package is built with
/// the trait `GRPC`.
///
/// Source: [Encoding](https://protobuf.dev/programming-guides/encoding/).
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ field: Int, number: Int64) {
        // Without presence, zero is what is not there.
        guard number != 0 else { return }
        writeVarint(UInt64(field) << 3)
        writeVarint(UInt64(bitPattern: number))
    }

    mutating func write(_ field: Int, text: String) {
        if !text.isEmpty { write(field, bytes: Array(text.utf8)) }
    }

    /// Writes bytes, also when there are none.
    mutating func write(_ field: Int, bytes value: [UInt8]) {
        writeVarint(UInt64(field) << 3 | 2)
        writeVarint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    private mutating func writeVarint(_ value: UInt64) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }
}

/// Reads fields one after the other; those that are not asked for are passed over.
struct WireReader {
    enum Value {
        case number(Int64)
        case bytes(ArraySlice<UInt8>)
        case other
    }

    private var rest: ArraySlice<UInt8>

    /// Whether the bytes so far are no message.
    private(set) var hasFailed = false

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// The next field; `nil` at the end, and when the bytes are no message.
    mutating func next() -> (field: Int, value: Value)? {
        guard !rest.isEmpty, !hasFailed else { return nil }
        guard let key = varint(), key >> 3 > 0, key >> 3 < 1 << 29, let value = value(ofType: key & 7) else {
            hasFailed = true
            return nil
        }
        return (Int(key >> 3), value)
    }

    private mutating func value(ofType type: UInt64) -> Value? {
        switch type {
        case 0: varint().map { .number(Int64(bitPattern: $0)) }
        case 1: take(8).map { _ in .other }
        case 2: varint().flatMap { take($0) }.map { .bytes($0) }
        case 5: take(4).map { _ in .other }
        // Groups are not used by anything that is read here.
        default: nil
        }
    }

    private mutating func take(_ count: UInt64) -> ArraySlice<UInt8>? {
        guard count <= UInt64(rest.count) else { return nil }
        defer { rest = rest.dropFirst(Int(count)) }
        return rest.prefix(Int(count))
    }

    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 0 as UInt64, to: 70, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            guard shift < 63 || byte <= 1 else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }
}
