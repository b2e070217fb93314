// The requirements of `KeyedDecodingContainerProtocol`, one for each type that it names. `decodeIfPresent` has
// defaults, which look the key up three times.

extension ObjectDecoder {
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
        try document.bool(at: require(key))
    }

    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        try document.string(at: require(key))
    }

    func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
        try document.floatingPoint(at: require(key), as: type)
    }

    func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
        try document.floatingPoint(at: require(key), as: type)
    }

    func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
        try document.integer(at: require(key), as: type)
    }

    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 {
        try document.integer(at: require(key), as: type)
    }

    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 {
        try document.integer(at: require(key), as: type)
    }

    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 {
        try document.integer(at: require(key), as: type)
    }

    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 {
        try document.integer(at: require(key), as: type)
    }

    func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 {
        try document.integer(at: require(key), as: type)
    }

    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt {
        try document.integer(at: require(key), as: type)
    }

    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 {
        try document.integer(at: require(key), as: type)
    }

    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 {
        try document.integer(at: require(key), as: type)
    }

    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 {
        try document.integer(at: require(key), as: type)
    }

    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 {
        try document.integer(at: require(key), as: type)
    }

    func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 {
        try document.integer(at: require(key), as: type)
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try document.decode(type, at: require(key))
    }
}

extension ObjectDecoder {
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        try findNonNull(key).map { try document.bool(at: $0) }
    }

    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try findNonNull(key).map { try document.string(at: $0) }
    }

    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        try findNonNull(key).map { try document.floatingPoint(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? {
        try findNonNull(key).map { try document.floatingPoint(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        try findNonNull(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? {
        try findNonNull(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? {
        try findNonNull(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? {
        try findNonNull(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        try findNonNull(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: Int128.Type, forKey key: Key) throws -> Int128? {
        try findNonNull(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? {
        try findNonNull(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? {
        try findNonNull(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? {
        try findNonNull(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? {
        try findNonNull(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? {
        try findNonNull(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: UInt128.Type, forKey key: Key) throws -> UInt128? {
        try findNonNull(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try findNonNull(key).map { try document.decode(type, at: $0) }
    }
}
