/// Reads the binary protocol, whether the writer was strict or old.
///
/// Source: [Thrift binary protocol](https://github.com/apache/thrift/blob/master/doc/specs/thrift-binary-protocol.md).
public struct ThriftBinaryReader: ThriftReader {
    @usableFromInline
    var input: ThriftInput

    @inlinable
    init(_ input: ThriftInput) {
        self.input = input
    }

    @usableFromInline
    static let version: UInt32 = 0x8001_0000

    /// Reads the head of a message: with a version, or as writers of old did without.
    @inlinable
    public mutating func readMessageBegin() throws(ThriftProtocolError) -> ThriftMessageHeader {
        let word = try input.bigEndian(UInt32.self)
        guard word & 0x8000_0000 != 0 else { return try readOldMessage(nameByteCount: Int(word)) }
        guard word & 0xFFFF_0000 == Self.version else {
            throw ThriftProtocolError(.badVersion, "the message is of another version, or of another protocol")
        }
        let kind = try Self.kind(UInt8(truncatingIfNeeded: word))
        let name = try readString()
        return ThriftMessageHeader(name, kind, sequenceID: try input.bigEndian())
    }

    @inlinable
    mutating func readOldMessage(nameByteCount: Int) throws(ThriftProtocolError) -> ThriftMessageHeader {
        let name = try input.string(nameByteCount)
        let kind = try Self.kind(try input.byte())
        return ThriftMessageHeader(name, kind, sequenceID: try input.bigEndian())
    }

    @inlinable
    static func kind(_ number: UInt8) throws(ThriftProtocolError) -> ThriftMessageHeader.Kind {
        guard let kind = ThriftMessageHeader.Kind(rawValue: number) else {
            throw ThriftProtocolError(.invalidData, "there is no kind \(number) of messages")
        }
        return kind
    }

    /// Nothing.
    @inlinable
    public mutating func readMessageEnd() {}

    /// Goes a level deeper.
    @inlinable
    public mutating func readStructBegin() throws(ThriftProtocolError) {
        try input.enter()
    }

    /// A byte for the type and two for the id.
    @inlinable
    public mutating func readFieldBegin() throws(ThriftProtocolError) -> ThriftFieldHeader? {
        let type = try type()
        guard type != .stop else { return nil }
        return ThriftFieldHeader(id: try input.bigEndian(), type: type)
    }

    /// Nothing.
    @inlinable
    public mutating func readFieldEnd() {}

    /// Comes back a level.
    @inlinable
    public mutating func readStructEnd() {
        input.leave()
    }

    @inlinable
    mutating func type() throws(ThriftProtocolError) -> ThriftType {
        let number = try input.byte()
        guard let type = ThriftType(rawValue: number) else { throw .unknownType(number) }
        return type
    }

    /// The fewest bytes of a value.
    @inlinable
    static func size(of type: ThriftType) -> Int {
        switch type {
        case .stop, .bool, .i8, .structure: 1
        case .i16: 2
        case .i32, .string: 4
        case .set, .list: 5
        case .map: 6
        case .i64, .double: 8
        case .uuid: 16
        }
    }

    /// A byte for the type and four for the number of elements.
    @inlinable
    public mutating func readListBegin() throws(ThriftProtocolError) -> (element: ThriftType, count: Int) {
        let element = try type()
        let count = Int(try input.bigEndian(Int32.self))
        try input.enterContainer(count: count, of: Self.size(of: element))
        return (element, count)
    }

    /// Comes back a level.
    @inlinable
    public mutating func readListEnd() {
        input.leave()
    }

    /// As a list.
    @inlinable
    public mutating func readSetBegin() throws(ThriftProtocolError) -> (element: ThriftType, count: Int) {
        try readListBegin()
    }

    /// Comes back a level.
    @inlinable
    public mutating func readSetEnd() {
        input.leave()
    }

    /// Two bytes for the types and four for the number of pairs.
    @inlinable
    public mutating func readMapBegin() throws(ThriftProtocolError) -> (key: ThriftType, value: ThriftType, count: Int)
    {
        let key = try type()
        let value = try type()
        let count = Int(try input.bigEndian(Int32.self))
        try input.enterContainer(count: count, of: Self.size(of: key) + Self.size(of: value))
        return (key, value, count)
    }

    /// Comes back a level.
    @inlinable
    public mutating func readMapEnd() {
        input.leave()
    }

    /// A byte; all but zero is true.
    @inlinable
    public mutating func readBool() throws(ThriftProtocolError) -> Bool {
        try input.byte() != 0
    }

    /// One byte.
    @inlinable
    public mutating func readI8() throws(ThriftProtocolError) -> Int8 {
        Int8(bitPattern: try input.byte())
    }

    /// Two bytes.
    @inlinable
    public mutating func readI16() throws(ThriftProtocolError) -> Int16 {
        try input.bigEndian()
    }

    /// Four bytes.
    @inlinable
    public mutating func readI32() throws(ThriftProtocolError) -> Int32 {
        try input.bigEndian()
    }

    /// Eight bytes.
    @inlinable
    public mutating func readI64() throws(ThriftProtocolError) -> Int64 {
        try input.bigEndian()
    }

    /// Eight bytes.
    @inlinable
    public mutating func readDouble() throws(ThriftProtocolError) -> Double {
        Double(bitPattern: try input.bigEndian())
    }

    /// Four bytes for the length, and the text.
    @inlinable
    public mutating func readString() throws(ThriftProtocolError) -> String {
        try input.string(Int(try input.bigEndian(Int32.self)))
    }

    /// Four bytes for the length, and the bytes.
    @inlinable
    public mutating func readBinary() throws(ThriftProtocolError) -> [UInt8] {
        Array(try input.take(Int(try input.bigEndian(Int32.self))))
    }

    /// Sixteen bytes.
    @inlinable
    public mutating func readUUID() throws(ThriftProtocolError) -> ThriftUUID {
        let high = try input.bigEndian(UInt64.self)
        return ThriftUUID(high: high, low: try input.bigEndian())
    }
}
