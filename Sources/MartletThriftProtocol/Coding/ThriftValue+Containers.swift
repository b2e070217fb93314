/// Memory that is taken for a container before its elements have been seen.
@usableFromInline
let reservedElementCount = 1_024

extension Array: ThriftValue where Element: ThriftValue {
    /// `list`
    @inlinable
    public static var thriftType: ThriftType { .list }

    /// Reads a value.
    @inlinable
    public init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        let (type, count) = try reader.readListBegin()
        self.init()
        if count > 0 {
            try reader.check(type, is: Element.self)
            reserveCapacity(Swift.min(count, reservedElementCount))
            for _ in 0..<count { append(try Element(from: &reader)) }
        }
        try reader.readListEnd()
    }

    /// Writes the value.
    @inlinable
    public func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeListBegin(Element.thriftType, count: count)
        for element in self { try element.write(to: &writer) }
        try writer.writeListEnd()
    }
}

extension Set: ThriftValue where Element: ThriftValue {
    /// `set`
    @inlinable
    public static var thriftType: ThriftType { .set }

    /// Reads a value.
    @inlinable
    public init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        let (type, count) = try reader.readSetBegin()
        self.init()
        if count > 0 {
            try reader.check(type, is: Element.self)
            reserveCapacity(Swift.min(count, reservedElementCount))
            for _ in 0..<count { insert(try Element(from: &reader)) }
        }
        try reader.readSetEnd()
    }

    /// Writes the value; the order is that of the set.
    @inlinable
    public func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeSetBegin(Element.thriftType, count: count)
        for element in self { try element.write(to: &writer) }
        try writer.writeSetEnd()
    }
}

extension Dictionary: ThriftValue where Key: ThriftValue, Value: ThriftValue {
    /// `map`
    @inlinable
    public static var thriftType: ThriftType { .map }

    /// Reads a value; of two values for a key the last one counts.
    @inlinable
    public init<Reader: ThriftReader>(from reader: inout Reader) throws(ThriftProtocolError) {
        let (keyType, valueType, count) = try reader.readMapBegin()
        self.init()
        if count > 0 {
            try reader.check(keyType, is: Key.self)
            try reader.check(valueType, is: Value.self)
            reserveCapacity(Swift.min(count, reservedElementCount))
            for _ in 0..<count {
                let key = try Key(from: &reader)
                self[key] = try Value(from: &reader)
            }
        }
        try reader.readMapEnd()
    }

    /// Writes the value; the order is that of the dictionary.
    @inlinable
    public func write<Writer: ThriftWriter>(to writer: inout Writer) throws(ThriftProtocolError) {
        try writer.writeMapBegin(Key.thriftType, Value.thriftType, count: count)
        for (key, value) in self {
            try key.write(to: &writer)
            try value.write(to: &writer)
        }
        try writer.writeMapEnd()
    }
}

extension ThriftReader {
    @usableFromInline
    func check<Value: ThriftValue>(_ type: ThriftType, is expected: Value.Type) throws(ThriftProtocolError) {
        guard type != Value.thriftType else { return }
        throw ThriftProtocolError(.invalidData, "a container has elements of type \(type), not \(Value.thriftType)")
    }
}
