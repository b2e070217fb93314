/// Writes the wire format of protobuf.
///
/// By hand, because five messages are only ever written: generated code for all of OTLP, and a runtime that can read it, too,
/// would put tracing behind the dependency on swift-protobuf.
///
/// Source: [Encoding](https://protobuf.dev/programming-guides/encoding/).
struct ProtobufWriter: Sendable {
    private(set) var bytes: [UInt8] = []

    private enum WireType: UInt32 {
        case varint = 0
        case fixed64 = 1
        case lengthDelimited = 2
        case fixed32 = 5
    }

    init(reservingCapacity capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// Writes a number, unless it is 0, which is what a field is that is not there.
    mutating func uint(_ field: UInt32, _ value: UInt64) {
        if value != 0 { requiredUInt(field, value) }
    }

    /// Writes a number whatever it is: a member of a `oneof`.
    mutating func requiredUInt(_ field: UInt32, _ value: UInt64) {
        tag(field, .varint)
        varint(value)
    }

    mutating func fixed64(_ field: UInt32, _ value: UInt64) {
        tag(field, .fixed64)
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    mutating func fixed32(_ field: UInt32, _ value: UInt32) {
        tag(field, .fixed32)
        for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    /// Writes a text, unless it is empty.
    mutating func string(_ field: UInt32, _ text: String) {
        if !text.isEmpty { requiredString(field, text) }
    }

    /// Writes a text whatever it is.
    mutating func requiredString(_ field: UInt32, _ text: String) {
        tag(field, .lengthDelimited)
        varint(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// Writes eight bytes for each of the numbers, the highest first: an identity.
    mutating func identity(_ field: UInt32, _ words: UInt64...) {
        tag(field, .lengthDelimited)
        varint(UInt64(words.count * 8))
        for word in words {
            for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
    }

    /// Writes a message within this one.
    mutating func message(_ field: UInt32, _ content: (inout ProtobufWriter) -> Void) {
        tag(field, .lengthDelimited)
        let start = bytes.count
        content(&self)
        // Its length stands before it and is known only now.
        var length = ProtobufWriter()
        length.varint(UInt64(bytes.count - start))
        bytes.insert(contentsOf: length.bytes, at: start)
    }

    private mutating func tag(_ field: UInt32, _ type: WireType) {
        varint(UInt64(field << 3 | type.rawValue))
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
