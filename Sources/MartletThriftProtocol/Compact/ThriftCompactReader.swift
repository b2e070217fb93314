/// Reads the compact protocol.
///
/// Source: [Thrift compact protocol](https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).
public struct ThriftCompactReader: ThriftReader {
    @usableFromInline
    var input: ThriftInput

    /// The ids of the last fields of the structs around this one.
    @usableFromInline
    var outerFieldIDs: [Int16] = []

    @usableFromInline
    var lastFieldID: Int16 = 0

    /// The value of a `bool` field, which was part of its head.
    @usableFromInline
    var fieldBool: Bool?

    @inlinable
    init(_ input: ThriftInput) {
        self.input = input
    }

    @usableFromInline
    static let protocolID: UInt8 = 0x82

    @usableFromInline
    static let version: UInt8 = 1

    /// The protocol, version and kind, the number, and the name.
    @inlinable
    public mutating func readMessageBegin() throws(ThriftProtocolError) -> ThriftMessageHeader {
        guard try input.byte() == Self.protocolID else {
            throw ThriftProtocolError(.badVersion, "the message is of another protocol")
        }
        let word = try input.byte()
        guard word & 0x1F == Self.version else {
            throw ThriftProtocolError(.badVersion, "the message is of another version of the protocol")
        }
        let kind = try ThriftBinaryReader.kind(word >> 5)
        let sequenceID = Int32(bitPattern: try input.varint32())
        return ThriftMessageHeader(try readString(), kind, sequenceID: sequenceID)
    }

    /// Nothing.
    @inlinable
    public mutating func readMessageEnd() {}

    /// Goes a level deeper.
    @inlinable
    public mutating func readStructBegin() throws(ThriftProtocolError) {
        try input.enter()
        outerFieldIDs.append(lastFieldID)
        lastFieldID = 0
    }

    /// A byte for the type and the distance of the id, or a byte for the type and an id.
    @inlinable
    public mutating func readFieldBegin() throws(ThriftProtocolError) -> ThriftFieldHeader? {
        let byte = try input.byte()
        let type = try Self.type(byte & 0x0F)
        guard type != .stop else { return nil }
        let distance = Int16(byte >> 4)
        if distance == 0 {
            lastFieldID = try readI16()
        } else {
            let (id, overflows) = lastFieldID.addingReportingOverflow(distance)
            guard !overflows else { throw ThriftProtocolError(.invalidData, "the id of a field has more than 16 bits") }
            lastFieldID = id
        }
        switch type {
        case .boolTrue: fieldBool = true
        case .boolFalse: fieldBool = false
        default: break
        }
        return ThriftFieldHeader(id: lastFieldID, type: type.type)
    }

    @inlinable
    static func type(_ number: UInt8) throws(ThriftProtocolError) -> CompactType {
        guard let type = CompactType(rawValue: number) else { throw .unknownType(number) }
        return type
    }

    /// Nothing.
    @inlinable
    public mutating func readFieldEnd() {}

    /// Comes back a level.
    @inlinable
    public mutating func readStructEnd() {
        input.leave()
        lastFieldID = outerFieldIDs.popLast() ?? 0
    }

    /// A byte for the type and a small number of elements, or one for the type and then the number.
    @inlinable
    public mutating func readListBegin() throws(ThriftProtocolError) -> (element: ThriftType, count: Int) {
        let byte = try input.byte()
        let element = try Self.type(byte & 0x0F).type
        let count = byte >> 4 == 0x0F ? Int(try input.varint32()) : Int(byte >> 4)
        try input.enterContainer(count: count, of: CompactType.size(of: element))
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

    /// The number of pairs and, if there are any, a byte for their types.
    @inlinable
    public mutating func readMapBegin() throws(ThriftProtocolError) -> (key: ThriftType, value: ThriftType, count: Int)
    {
        let count = Int(try input.varint32())
        guard count > 0 else {
            try input.enter()
            return (.stop, .stop, 0)
        }
        let types = try input.byte()
        let key = try Self.type(types >> 4).type
        let value = try Self.type(types & 0x0F).type
        try input.enterContainer(count: count, of: CompactType.size(of: key) + CompactType.size(of: value))
        return (key, value, count)
    }

    /// Comes back a level.
    @inlinable
    public mutating func readMapEnd() {
        input.leave()
    }

    /// In a field it was part of the head; in a container it is a byte.
    @inlinable
    public mutating func readBool() throws(ThriftProtocolError) -> Bool {
        if let value = fieldBool {
            fieldBool = nil
            return value
        }
        return try input.byte() == CompactType.boolTrue.rawValue
    }

    /// One byte.
    @inlinable
    public mutating func readI8() throws(ThriftProtocolError) -> Int8 {
        Int8(bitPattern: try input.byte())
    }

    /// One to three bytes.
    @inlinable
    public mutating func readI16() throws(ThriftProtocolError) -> Int16 {
        let number = try readI32()
        guard let value = Int16(exactly: number) else {
            throw ThriftProtocolError(.invalidData, "an i16 has more than 16 bits")
        }
        return value
    }

    /// One to five bytes.
    @inlinable
    public mutating func readI32() throws(ThriftProtocolError) -> Int32 {
        let number = try input.varint32()
        return Int32(bitPattern: number >> 1) ^ -Int32(bitPattern: number & 1)
    }

    /// One to ten bytes.
    @inlinable
    public mutating func readI64() throws(ThriftProtocolError) -> Int64 {
        let number = try input.varint64()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    /// Eight bytes, the lowest first.
    @inlinable
    public mutating func readDouble() throws(ThriftProtocolError) -> Double {
        Double(bitPattern: try input.littleEndian())
    }

    /// The length, and the text.
    @inlinable
    public mutating func readString() throws(ThriftProtocolError) -> String {
        try input.string(Int(Int32(bitPattern: try input.varint32())))
    }

    /// The length, and the bytes.
    @inlinable
    public mutating func readBinary() throws(ThriftProtocolError) -> [UInt8] {
        Array(try input.take(Int(Int32(bitPattern: try input.varint32()))))
    }

    /// Sixteen bytes.
    @inlinable
    public mutating func readUUID() throws(ThriftProtocolError) -> ThriftUUID {
        let high = try input.bigEndian(UInt64.self)
        return ThriftUUID(high: high, low: try input.bigEndian())
    }
}

extension ThriftInput {
    /// Seven bits a byte, the lowest first.
    @inlinable
    mutating func varint64() throws(ThriftProtocolError) -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte()
            // The tenth byte has one bit left.
            guard shift < 63 || byte <= 1 else {
                throw ThriftProtocolError(.invalidData, "a number has more than 64 bits")
            }
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
    }

    @inlinable
    mutating func varint32() throws(ThriftProtocolError) -> UInt32 {
        let number = try varint64()
        guard let value = UInt32(exactly: number) else {
            throw ThriftProtocolError(.invalidData, "a number has more than 32 bits")
        }
        return value
    }
}
