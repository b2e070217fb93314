/// Writes the values of one message, in one of the protocols. Generated code is generic over it.
///
/// The calls follow the structure of the message; what begins must end.
public protocol ThriftWriter {
    /// Writes the head of a message; a struct must follow.
    mutating func writeMessageBegin(_ header: ThriftMessageHeader) throws(ThriftProtocolError)

    /// Writes the end of a message.
    mutating func writeMessageEnd() throws(ThriftProtocolError)

    /// Writes the beginning of a struct.
    mutating func writeStructBegin() throws(ThriftProtocolError)

    /// Writes the head of a field; its value must follow.
    mutating func writeFieldBegin(_ type: ThriftType, id: Int16) throws(ThriftProtocolError)

    /// Writes the end of a field.
    mutating func writeFieldEnd() throws(ThriftProtocolError)

    /// Writes the end of a struct, and with it that there are no more fields.
    mutating func writeStructEnd() throws(ThriftProtocolError)

    /// Writes the beginning of a list.
    mutating func writeListBegin(_ element: ThriftType, count: Int) throws(ThriftProtocolError)

    /// Writes the end of a list.
    mutating func writeListEnd() throws(ThriftProtocolError)

    /// Writes the beginning of a set.
    mutating func writeSetBegin(_ element: ThriftType, count: Int) throws(ThriftProtocolError)

    /// Writes the end of a set.
    mutating func writeSetEnd() throws(ThriftProtocolError)

    /// Writes the beginning of a map.
    mutating func writeMapBegin(
        _ key: ThriftType,
        _ value: ThriftType,
        count: Int
    ) throws(ThriftProtocolError)

    /// Writes the end of a map.
    mutating func writeMapEnd() throws(ThriftProtocolError)

    /// Writes a `bool`.
    mutating func writeBool(_ value: Bool) throws(ThriftProtocolError)

    /// Writes an `i8`.
    mutating func writeI8(_ value: Int8) throws(ThriftProtocolError)

    /// Writes an `i16`.
    mutating func writeI16(_ value: Int16) throws(ThriftProtocolError)

    /// Writes an `i32`.
    mutating func writeI32(_ value: Int32) throws(ThriftProtocolError)

    /// Writes an `i64`.
    mutating func writeI64(_ value: Int64) throws(ThriftProtocolError)

    /// Writes a `double`.
    mutating func writeDouble(_ value: Double) throws(ThriftProtocolError)

    /// Writes a `string`.
    mutating func writeString(_ value: String) throws(ThriftProtocolError)

    /// Writes `binary` data.
    mutating func writeBinary(_ value: [UInt8]) throws(ThriftProtocolError)

    /// Writes a `uuid`.
    mutating func writeUUID(_ value: ThriftUUID) throws(ThriftProtocolError)
}

extension ThriftWriter {
    /// Writes a field.
    @inlinable
    public mutating func write<Value: ThriftValue>(_ value: Value, id: Int16) throws(ThriftProtocolError) {
        try writeFieldBegin(Value.thriftType, id: id)
        try value.write(to: &self)
        try writeFieldEnd()
    }

    /// Writes a field if there is a value.
    @inlinable
    public mutating func write<Value: ThriftValue>(_ value: Value?, id: Int16) throws(ThriftProtocolError) {
        guard let value else { return }
        try write(value, id: id)
    }
}
