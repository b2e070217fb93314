// The requirements of `KeyedEncodingContainerProtocol`, one for each type that it names.

extension FieldEncoder {
    func encode(_ value: Bool, forKey key: Key) throws {
        _ = try begin(key)
        try state.write(value)
    }

    func encode(_ value: String, forKey key: Key) throws {
        _ = try begin(key)
        try state.write(value)
    }

    func encode(_ value: Double, forKey key: Key) throws {
        _ = try begin(key)
        try state.write(floatingPoint: Double(value))
    }

    func encode(_ value: Float, forKey key: Key) throws {
        _ = try begin(key)
        try state.write(floatingPoint: Double(value))
    }

    func encode(_ value: Int, forKey key: Key) throws {
        _ = try begin(key)
        try state.write(signed: Int64(value))
    }

    func encode(_ value: Int8, forKey key: Key) throws {
        _ = try begin(key)
        try state.write(signed: Int64(value))
    }

    func encode(_ value: Int16, forKey key: Key) throws {
        _ = try begin(key)
        try state.write(signed: Int64(value))
    }

    func encode(_ value: Int32, forKey key: Key) throws {
        _ = try begin(key)
        try state.write(signed: Int64(value))
    }

    func encode(_ value: Int64, forKey key: Key) throws {
        _ = try begin(key)
        try state.write(signed: Int64(value))
    }

    func encode(_ value: UInt, forKey key: Key) throws {
        _ = try begin(key)
        try state.write(unsigned: UInt64(value))
    }

    func encode(_ value: UInt8, forKey key: Key) throws {
        _ = try begin(key)
        try state.write(unsigned: UInt64(value))
    }

    func encode(_ value: UInt16, forKey key: Key) throws {
        _ = try begin(key)
        try state.write(unsigned: UInt64(value))
    }

    func encode(_ value: UInt32, forKey key: Key) throws {
        _ = try begin(key)
        try state.write(unsigned: UInt64(value))
    }

    func encode(_ value: UInt64, forKey key: Key) throws {
        _ = try begin(key)
        try state.write(unsigned: UInt64(value))
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try state.encodeField(value, begin(key))
    }

    // A value that is nil shows at least what the field is.

    func encodeIfPresent(_ value: Bool?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try skip(.bool, key) }
    }

    func encodeIfPresent(_ value: String?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try skip(.string, key) }
    }

    func encodeIfPresent(_ value: Double?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try skip(.float, key) }
    }

    func encodeIfPresent(_ value: Float?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try skip(.float, key) }
    }

    func encodeIfPresent(_ value: Int?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try skip(.int, key) }
    }

    func encodeIfPresent(_ value: Int8?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try skip(.int, key) }
    }

    func encodeIfPresent(_ value: Int16?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try skip(.int, key) }
    }

    func encodeIfPresent(_ value: Int32?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try skip(.int, key) }
    }

    func encodeIfPresent(_ value: Int64?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try skip(.int, key) }
    }

    func encodeIfPresent(_ value: UInt?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try skip(.uint, key) }
    }

    func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try skip(.uint, key) }
    }

    func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try skip(.uint, key) }
    }

    func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try skip(.uint, key) }
    }

    func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try skip(.uint, key) }
    }

    func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try state.skipField(Value.self, begin(key)) }
    }
}
