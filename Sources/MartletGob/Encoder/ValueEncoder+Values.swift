extension ValueEncoder: SingleValueEncodingContainer {
    func encodeNil() throws { try state.writeNil() }
    func encode(_ value: Bool) throws { try state.write(value) }
    func encode(_ value: String) throws { try state.write(value) }
    func encode(_ value: Double) throws { try state.write(floatingPoint: Double(value)) }
    func encode(_ value: Float) throws { try state.write(floatingPoint: Double(value)) }
    func encode(_ value: Int) throws { try state.write(signed: Int64(value)) }
    func encode(_ value: Int8) throws { try state.write(signed: Int64(value)) }
    func encode(_ value: Int16) throws { try state.write(signed: Int64(value)) }
    func encode(_ value: Int32) throws { try state.write(signed: Int64(value)) }
    func encode(_ value: Int64) throws { try state.write(signed: Int64(value)) }
    func encode(_ value: UInt) throws { try state.write(unsigned: UInt64(value)) }
    func encode(_ value: UInt8) throws { try state.write(unsigned: UInt64(value)) }
    func encode(_ value: UInt16) throws { try state.write(unsigned: UInt64(value)) }
    func encode(_ value: UInt32) throws { try state.write(unsigned: UInt64(value)) }
    func encode(_ value: UInt64) throws { try state.write(unsigned: UInt64(value)) }

    func encode<Value: Encodable>(_ value: Value) throws {
        guard state.stream.pointee.slot != .none else { return try state.writeNil() }
        try state.plan(Value.self).encode(value, state)
        try plan.didEncode(state)
    }
}
