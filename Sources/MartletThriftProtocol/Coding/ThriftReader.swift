/// Reads the values of one message, in one of the protocols. Generated code is generic over it.
///
/// The calls follow the structure of the message; what begins must end. A value can be read once.
public protocol ThriftReader {
    /// Reads the head of a message; a struct follows.
    mutating func readMessageBegin() throws(ThriftProtocolError) -> ThriftMessageHeader

    /// Reads the end of a message.
    mutating func readMessageEnd() throws(ThriftProtocolError)

    /// Reads the beginning of a struct.
    mutating func readStructBegin() throws(ThriftProtocolError)

    /// Reads the head of the next field; `nil` when there is none any more.
    mutating func readFieldBegin() throws(ThriftProtocolError) -> ThriftFieldHeader?

    /// Reads the end of a field.
    mutating func readFieldEnd() throws(ThriftProtocolError)

    /// Reads the end of a struct, when there are no more fields.
    mutating func readStructEnd() throws(ThriftProtocolError)

    /// Reads the beginning of a list: the type of its elements and how many there are.
    mutating func readListBegin() throws(ThriftProtocolError) -> (element: ThriftType, count: Int)

    /// Reads the end of a list.
    mutating func readListEnd() throws(ThriftProtocolError)

    /// Reads the beginning of a set: the type of its elements and how many there are.
    mutating func readSetBegin() throws(ThriftProtocolError) -> (element: ThriftType, count: Int)

    /// Reads the end of a set.
    mutating func readSetEnd() throws(ThriftProtocolError)

    /// Reads the beginning of a map: the types of its keys and values, and how many there are. An empty map may have lost
    /// its types on the wire.
    mutating func readMapBegin() throws(ThriftProtocolError) -> (key: ThriftType, value: ThriftType, count: Int)

    /// Reads the end of a map.
    mutating func readMapEnd() throws(ThriftProtocolError)

    /// Reads a `bool`.
    mutating func readBool() throws(ThriftProtocolError) -> Bool

    /// Reads an `i8`.
    mutating func readI8() throws(ThriftProtocolError) -> Int8

    /// Reads an `i16`.
    mutating func readI16() throws(ThriftProtocolError) -> Int16

    /// Reads an `i32`.
    mutating func readI32() throws(ThriftProtocolError) -> Int32

    /// Reads an `i64`.
    mutating func readI64() throws(ThriftProtocolError) -> Int64

    /// Reads a `double`.
    mutating func readDouble() throws(ThriftProtocolError) -> Double

    /// Reads a `string`, which must be UTF-8.
    mutating func readString() throws(ThriftProtocolError) -> String

    /// Reads `binary` data.
    mutating func readBinary() throws(ThriftProtocolError) -> [UInt8]

    /// Reads a `uuid`.
    mutating func readUUID() throws(ThriftProtocolError) -> ThriftUUID

    /// Reads a `string`, or `binary` data, that nobody wants.
    mutating func skipString() throws(ThriftProtocolError)
}

/// The head of a field.
public struct ThriftFieldHeader: Hashable, Sendable {
    /// The id, by which fields are known.
    public var id: Int16

    /// The type of the value that follows.
    public var type: ThriftType

    /// Makes a head.
    @inlinable
    public init(id: Int16, type: ThriftType) {
        self.id = id
        self.type = type
    }
}

extension ThriftReader {
    /// Reads a value of the type that is asked for.
    @inlinable
    public mutating func read<Value: ThriftValue>(_ type: Value.Type = Value.self) throws(ThriftProtocolError) -> Value
    {
        try Value(from: &self)
    }

    /// Reads the bytes.
    @inlinable
    public mutating func skipString() throws(ThriftProtocolError) {
        _ = try readBinary()
    }

    /// Reads a value that nobody wants: an unknown field, or a known one of another type.
    ///
    /// The depth is bounded as for values that are wanted.
    public mutating func skip(_ type: ThriftType) throws(ThriftProtocolError) {
        switch type {
        case .stop: throw ThriftProtocolError(.invalidData, "there is no value of type stop")
        case .bool: _ = try readBool()
        case .i8: _ = try readI8()
        case .i16: _ = try readI16()
        case .i32: _ = try readI32()
        case .i64: _ = try readI64()
        case .double: _ = try readDouble()
        case .string: try skipString()
        case .uuid: _ = try readUUID()
        case .structure:
            try readStructBegin()
            while let field = try readFieldBegin() {
                try skip(field.type)
                try readFieldEnd()
            }
            try readStructEnd()
        case .list:
            let (element, count) = try readListBegin()
            for _ in 0..<count { try skip(element) }
            try readListEnd()
        case .set:
            let (element, count) = try readSetBegin()
            for _ in 0..<count { try skip(element) }
            try readSetEnd()
        case .map:
            let (key, value, count) = try readMapBegin()
            for _ in 0..<count {
                try skip(key)
                try skip(value)
            }
            try readMapEnd()
        }
    }

    /// Throws that a required field was missing, for generated code.
    ///
    /// - Parameters:
    ///   - field: The name of the field.
    ///   - structure: The name of the struct.
    @inlinable
    public func missing(_ field: String, of structure: String) -> ThriftProtocolError {
        ThriftProtocolError(.missingField, "\(structure) has no \(field), which is required")
    }
}
