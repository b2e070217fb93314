// The requirements of `KeyedEncodingContainerProtocol`, one for each type that it names.

extension ObjectEncoder {
    func encodeNil(forKey key: Key) throws {
        begin(key)
        stream.pointee.writeNull()
    }

    func encode(_ value: Bool, forKey key: Key) throws {
        begin(key)
        stream.pointee.write(value)
    }

    func encode(_ value: String, forKey key: Key) throws {
        begin(key)
        stream.pointee.write(value)
    }

    func encode(_ value: Double, forKey key: Key) throws {
        begin(key)
        try write(floatingPoint: value)
    }

    func encode(_ value: Float, forKey key: Key) throws {
        begin(key)
        try write(floatingPoint: value)
    }

    func encode(_ value: Int, forKey key: Key) throws {
        begin(key)
        stream.pointee.write(value)
    }

    func encode(_ value: Int8, forKey key: Key) throws {
        begin(key)
        stream.pointee.write(value)
    }

    func encode(_ value: Int16, forKey key: Key) throws {
        begin(key)
        stream.pointee.write(value)
    }

    func encode(_ value: Int32, forKey key: Key) throws {
        begin(key)
        stream.pointee.write(value)
    }

    func encode(_ value: Int64, forKey key: Key) throws {
        begin(key)
        stream.pointee.write(value)
    }

    func encode(_ value: Int128, forKey key: Key) throws {
        begin(key)
        stream.pointee.write(value)
    }

    func encode(_ value: UInt, forKey key: Key) throws {
        begin(key)
        stream.pointee.write(value)
    }

    func encode(_ value: UInt8, forKey key: Key) throws {
        begin(key)
        stream.pointee.write(value)
    }

    func encode(_ value: UInt16, forKey key: Key) throws {
        begin(key)
        stream.pointee.write(value)
    }

    func encode(_ value: UInt32, forKey key: Key) throws {
        begin(key)
        stream.pointee.write(value)
    }

    func encode(_ value: UInt64, forKey key: Key) throws {
        begin(key)
        stream.pointee.write(value)
    }

    func encode(_ value: UInt128, forKey key: Key) throws {
        begin(key)
        stream.pointee.write(value)
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        begin(key)
        try state.encode(value)
    }
}
