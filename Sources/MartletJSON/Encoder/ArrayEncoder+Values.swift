// The requirements of `UnkeyedEncodingContainer`, one for each type that it names.

extension ArrayEncoder {
    func encodeNil() throws {
        begin()
        state.stream.pointee.writeNull()
    }

    func encode(_ value: Bool) throws {
        begin()
        state.stream.pointee.write(value)
    }

    func encode(_ value: String) throws {
        begin()
        state.stream.pointee.write(value)
    }

    func encode(_ value: Double) throws {
        begin()
        try state.write(floatingPoint: value)
    }

    func encode(_ value: Float) throws {
        begin()
        try state.write(floatingPoint: value)
    }

    func encode(_ value: Int) throws {
        begin()
        state.stream.pointee.write(value)
    }

    func encode(_ value: Int8) throws {
        begin()
        state.stream.pointee.write(value)
    }

    func encode(_ value: Int16) throws {
        begin()
        state.stream.pointee.write(value)
    }

    func encode(_ value: Int32) throws {
        begin()
        state.stream.pointee.write(value)
    }

    func encode(_ value: Int64) throws {
        begin()
        state.stream.pointee.write(value)
    }

    func encode(_ value: Int128) throws {
        begin()
        state.stream.pointee.write(value)
    }

    func encode(_ value: UInt) throws {
        begin()
        state.stream.pointee.write(value)
    }

    func encode(_ value: UInt8) throws {
        begin()
        state.stream.pointee.write(value)
    }

    func encode(_ value: UInt16) throws {
        begin()
        state.stream.pointee.write(value)
    }

    func encode(_ value: UInt32) throws {
        begin()
        state.stream.pointee.write(value)
    }

    func encode(_ value: UInt64) throws {
        begin()
        state.stream.pointee.write(value)
    }

    func encode(_ value: UInt128) throws {
        begin()
        state.stream.pointee.write(value)
    }

    func encode<Value: Encodable>(_ value: Value) throws {
        begin()
        try state.encode(value)
    }
}
