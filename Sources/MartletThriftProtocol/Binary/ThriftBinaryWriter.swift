/// Writes the binary protocol, with its version, which is called strict.
///
/// Source: [Thrift binary protocol](https://github.com/apache/thrift/blob/master/doc/specs/thrift-binary-protocol.md).
public struct ThriftBinaryWriter: ThriftWriter {
    @usableFromInline
    var output: ThriftOutput

    @inlinable
    init(_ output: ThriftOutput) {
        self.output = output
    }

    /// The version and the kind, the name, and the number.
    @inlinable
    public mutating func writeMessageBegin(_ header: ThriftMessageHeader) throws(ThriftProtocolError) {
        output.bigEndian(ThriftBinaryReader.version | UInt32(header.kind.rawValue))
        try writeString(header.name)
        output.bigEndian(header.sequenceID)
    }

    /// Nothing.
    @inlinable
    public mutating func writeMessageEnd() {}

    /// Nothing.
    @inlinable
    public mutating func writeStructBegin() {}

    /// A byte for the type and two for the id.
    @inlinable
    public mutating func writeFieldBegin(_ type: ThriftType, id: Int16) {
        output.byte(type.rawValue)
        output.bigEndian(id)
    }

    /// Nothing.
    @inlinable
    public mutating func writeFieldEnd() {}

    /// A zero.
    @inlinable
    public mutating func writeStructEnd() {
        output.byte(ThriftType.stop.rawValue)
    }

    /// A byte for the type and four for the number of elements.
    @inlinable
    public mutating func writeListBegin(_ element: ThriftType, count: Int) throws(ThriftProtocolError) {
        output.byte(element.rawValue)
        output.bigEndian(try ThriftOutput.size(count))
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

    /// Two bytes for the types and four for the number of pairs.
    @inlinable
    public mutating func writeMapBegin(
        _ key: ThriftType,
        _ value: ThriftType,
        count: Int
    ) throws(ThriftProtocolError) {
        output.byte(key.rawValue)
        output.byte(value.rawValue)
        output.bigEndian(try ThriftOutput.size(count))
    }

    /// Nothing.
    @inlinable
    public mutating func writeMapEnd() {}

    /// One byte.
    @inlinable
    public mutating func writeBool(_ value: Bool) {
        output.byte(value ? 1 : 0)
    }

    /// One byte.
    @inlinable
    public mutating func writeI8(_ value: Int8) {
        output.byte(UInt8(bitPattern: value))
    }

    /// Two bytes.
    @inlinable
    public mutating func writeI16(_ value: Int16) {
        output.bigEndian(value)
    }

    /// Four bytes.
    @inlinable
    public mutating func writeI32(_ value: Int32) {
        output.bigEndian(value)
    }

    /// Eight bytes.
    @inlinable
    public mutating func writeI64(_ value: Int64) {
        output.bigEndian(value)
    }

    /// Eight bytes.
    @inlinable
    public mutating func writeDouble(_ value: Double) {
        output.bigEndian(value.bitPattern)
    }

    /// Four bytes for the length, and the text.
    @inlinable
    public mutating func writeString(_ value: String) throws(ThriftProtocolError) {
        output.bigEndian(try ThriftOutput.size(value.utf8.count))
        output.bytes.append(contentsOf: value.utf8)
    }

    /// Four bytes for the length, and the bytes.
    @inlinable
    public mutating func writeBinary(_ value: [UInt8]) throws(ThriftProtocolError) {
        output.bigEndian(try ThriftOutput.size(value.count))
        output.bytes.append(contentsOf: value)
    }

    /// Sixteen bytes.
    @inlinable
    public mutating func writeUUID(_ value: ThriftUUID) {
        output.bigEndian(value.high)
        output.bigEndian(value.low)
    }
}
