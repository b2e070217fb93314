// The requirements of `UnkeyedEncodingContainer`, one for each type that it names.

extension ElementEncoder {
    func encode(_ value: Bool) throws {
        try state.encodeElement(in: handle) { try state.write(value) }
    }

    func encode(_ value: String) throws {
        try state.encodeElement(in: handle) { try state.write(value) }
    }

    func encode(_ value: Double) throws {
        try state.encodeElement(in: handle) { try state.write(floatingPoint: Double(value)) }
    }

    func encode(_ value: Float) throws {
        try state.encodeElement(in: handle) { try state.write(floatingPoint: Double(value)) }
    }

    func encode(_ value: Int) throws {
        try state.encodeElement(in: handle) { try state.write(signed: Int64(value)) }
    }

    func encode(_ value: Int8) throws {
        try state.encodeElement(in: handle) { try state.write(signed: Int64(value)) }
    }

    func encode(_ value: Int16) throws {
        try state.encodeElement(in: handle) { try state.write(signed: Int64(value)) }
    }

    func encode(_ value: Int32) throws {
        try state.encodeElement(in: handle) { try state.write(signed: Int64(value)) }
    }

    func encode(_ value: Int64) throws {
        try state.encodeElement(in: handle) { try state.write(signed: Int64(value)) }
    }

    func encode(_ value: UInt) throws {
        try state.encodeElement(in: handle) { try state.write(unsigned: UInt64(value)) }
    }

    func encode(_ value: UInt8) throws {
        try state.encodeByte(value, in: handle)
    }

    func encode(_ value: UInt16) throws {
        try state.encodeElement(in: handle) { try state.write(unsigned: UInt64(value)) }
    }

    func encode(_ value: UInt32) throws {
        try state.encodeElement(in: handle) { try state.write(unsigned: UInt64(value)) }
    }

    func encode(_ value: UInt64) throws {
        try state.encodeElement(in: handle) { try state.write(unsigned: UInt64(value)) }
    }

    func encode<Value: Encodable>(_ value: Value) throws {
        try state.encodeElement(in: handle) { try state.plan(Value.self).encode(value, state) }
    }
}
