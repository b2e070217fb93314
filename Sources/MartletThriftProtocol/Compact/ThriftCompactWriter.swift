/// Writes the compact protocol.
///
/// Source: [Thrift compact protocol](https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).
public struct ThriftCompactWriter: ThriftWriter {
    @usableFromInline
    var output: ThriftOutput

    /// The ids of the last fields of the structs around this one.
    @usableFromInline
    var outerFieldIDs: [Int16] = []

    @usableFromInline
    var lastFieldID: Int16 = 0

    /// The id of a `bool` field, whose head waits for the value.
    @usableFromInline
    var boolFieldID: Int16?

    @inlinable
    init(_ output: ThriftOutput) {
        self.output = output
    }

    /// The protocol, version and kind, the number, and the name.
    @inlinable
    public mutating func writeMessageBegin(_ header: ThriftMessageHeader) throws(ThriftProtocolError) {
        output.byte(ThriftCompactReader.protocolID)
        output.byte(header.kind.rawValue << 5 | ThriftCompactReader.version)
        output.varint(UInt64(UInt32(bitPattern: header.sequenceID)))
        try writeString(header.name)
    }

    /// Nothing.
    @inlinable
    public mutating func writeMessageEnd() {}

    /// Begins to count ids.
    @inlinable
    public mutating func writeStructBegin() {
        outerFieldIDs.append(lastFieldID)
        lastFieldID = 0
    }

    /// A byte for the type and the distance of the id, or a byte for the type and an id.
    @inlinable
    public mutating func writeFieldBegin(_ type: ThriftType, id: Int16) {
        if type == .bool {
            boolFieldID = id
        } else {
            writeField(CompactType(type), id: id)
        }
    }

    @inlinable
    mutating func writeField(_ type: CompactType, id: Int16) {
        let (distance, overflows) = id.subtractingReportingOverflow(lastFieldID)
        if !overflows, (1...15).contains(distance) {
            output.byte(UInt8(distance) << 4 | type.rawValue)
        } else {
            output.byte(type.rawValue)
            writeI16(id)
        }
        lastFieldID = id
    }

    /// Nothing.
    @inlinable
    public mutating func writeFieldEnd() {}

    /// A zero.
    @inlinable
    public mutating func writeStructEnd() {
        output.byte(CompactType.stop.rawValue)
        lastFieldID = outerFieldIDs.popLast() ?? 0
    }

    /// A byte for the type and a small number of elements, or one for the type and then the number.
    @inlinable
    public mutating func writeListBegin(_ element: ThriftType, count: Int) throws(ThriftProtocolError) {
        let type = CompactType(element).rawValue
        if count < 15 {
            output.byte(UInt8(count) << 4 | type)
        } else {
            output.byte(0xF0 | type)
            output.varint(UInt64(try ThriftOutput.size(count)))
        }
    }

    /// Nothing.
    @inlinable
    public mutating func writeListEnd() {}

    /// As a list.
    @inlinable
    public mutating func writeSetBegin(_ element: ThriftType, count: Int) throws(ThriftProtocolError) {
        try writeListBegin(element, count: count)
    }

    /// Nothing.
    @inlinable
    public mutating func writeSetEnd() {}

    /// The number of pairs and, if there are any, a byte for their types.
    @inlinable
    public mutating func writeMapBegin(
        _ key: ThriftType,
        _ value: ThriftType,
        count: Int
    ) throws(ThriftProtocolError) {
        output.varint(UInt64(try ThriftOutput.size(count)))
        if count > 0 { output.byte(CompactType(key).rawValue << 4 | CompactType(value).rawValue) }
    }

    /// Nothing.
    @inlinable
    public mutating func writeMapEnd() {}

    /// In a field it is part of the head; in a container it is a byte.
    @inlinable
    public mutating func writeBool(_ value: Bool) {
        let type = value ? CompactType.boolTrue : .boolFalse
        guard let id = boolFieldID else { return output.byte(type.rawValue) }
        boolFieldID = nil
        writeField(type, id: id)
    }

    /// One byte.
    @inlinable
    public mutating func writeI8(_ value: Int8) {
        output.byte(UInt8(bitPattern: value))
    }

    /// One to three bytes.
    @inlinable
    public mutating func writeI16(_ value: Int16) {
        writeI64(Int64(value))
    }

    /// One to five bytes.
    @inlinable
    public mutating func writeI32(_ value: Int32) {
        writeI64(Int64(value))
    }

    /// One to ten bytes.
    @inlinable
    public mutating func writeI64(_ value: Int64) {
        output.varint(UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    /// Eight bytes, the lowest first.
    @inlinable
    public mutating func writeDouble(_ value: Double) {
        output.littleEndian(value.bitPattern)
    }

    /// The length, and the text.
    @inlinable
    public mutating func writeString(_ value: String) throws(ThriftProtocolError) {
        output.varint(UInt64(try ThriftOutput.size(value.utf8.count)))
        output.bytes.append(contentsOf: value.utf8)
    }

    /// The length, and the bytes.
    @inlinable
    public mutating func writeBinary(_ value: [UInt8]) throws(ThriftProtocolError) {
        output.varint(UInt64(try ThriftOutput.size(value.count)))
        output.bytes.append(contentsOf: value)
    }

    /// Sixteen bytes.
    @inlinable
    public mutating func writeUUID(_ value: ThriftUUID) {
        output.bigEndian(value.high)
        output.bigEndian(value.low)
    }
}

extension ThriftOutput {
    /// Seven bits a byte, the lowest first.
    @inlinable
    mutating func varint(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            byte(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        byte(UInt8(truncatingIfNeeded: rest))
    }
}
