extension Bool: ThriftValue {
    /// `bool`
    @inlinable
    public static var thriftType: ThriftType { .bool }

    /// Reads a value.
    @inlinable
    public init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        self = try reader.readBool()
    }

    /// Writes the value.
    @inlinable
    public func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeBool(self)
    }
}

extension Int8: ThriftValue {
    /// `i8`
    @inlinable
    public static var thriftType: ThriftType { .i8 }

    /// Reads a value.
    @inlinable
    public init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        self = try reader.readI8()
    }

    /// Writes the value.
    @inlinable
    public func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeI8(self)
    }
}

extension Int16: ThriftValue {
    /// `i16`
    @inlinable
    public static var thriftType: ThriftType { .i16 }

    /// Reads a value.
    @inlinable
    public init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        self = try reader.readI16()
    }

    /// Writes the value.
    @inlinable
    public func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeI16(self)
    }
}

extension Int32: ThriftValue {
    /// `i32`
    @inlinable
    public static var thriftType: ThriftType { .i32 }

    /// Reads a value.
    @inlinable
    public init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        self = try reader.readI32()
    }

    /// Writes the value.
    @inlinable
    public func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeI32(self)
    }
}

extension Int64: ThriftValue {
    /// `i64`
    @inlinable
    public static var thriftType: ThriftType { .i64 }

    /// Reads a value.
    @inlinable
    public init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        self = try reader.readI64()
    }

    /// Writes the value.
    @inlinable
    public func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeI64(self)
    }
}

extension Double: ThriftValue {
    /// `double`
    @inlinable
    public static var thriftType: ThriftType { .double }

    /// Reads a value.
    @inlinable
    public init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        self = try reader.readDouble()
    }

    /// Writes the value.
    @inlinable
    public func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeDouble(self)
    }
}

extension String: ThriftValue {
    /// `string`
    @inlinable
    public static var thriftType: ThriftType { .string }

    /// Reads a value.
    @inlinable
    public init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        self = try reader.readString()
    }

    /// Writes the value.
    @inlinable
    public func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeString(self)
    }
}

extension ThriftBinary: ThriftValue {
    /// `binary`, which is a `string` on the wire.
    @inlinable
    public static var thriftType: ThriftType { .string }

    /// Reads a value.
    @inlinable
    public init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        self.init(try reader.readBinary())
    }

    /// Writes the value.
    @inlinable
    public func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeBinary(bytes)
    }
}

extension ThriftUUID: ThriftValue {
    /// `uuid`
    @inlinable
    public static var thriftType: ThriftType { .uuid }

    /// Reads a value.
    @inlinable
    public init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        self = try reader.readUUID()
    }

    /// Writes the value.
    @inlinable
    public func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeUUID(self)
    }
}
