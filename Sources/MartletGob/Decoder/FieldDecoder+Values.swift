// The requirements of `KeyedDecodingContainerProtocol`, one for each type that it names.

extension FieldDecoder {
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
        if let value = find(key) { return try document.bool(at: value) }
        try missing(key)
        return false
    }

    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        if let value = find(key) { return try document.string(at: value) }
        try missing(key)
        return ""
    }

    func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
        if let value = find(key) { return try document.double(at: value) }
        try missing(key)
        return 0
    }

    func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
        if let value = find(key) { return try document.float(at: value) }
        try missing(key)
        return 0
    }

    func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
        if let value = find(key) { return try document.integer(at: value, as: type) }
        try missing(key)
        return 0
    }

    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 {
        if let value = find(key) { return try document.integer(at: value, as: type) }
        try missing(key)
        return 0
    }

    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 {
        if let value = find(key) { return try document.integer(at: value, as: type) }
        try missing(key)
        return 0
    }

    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 {
        if let value = find(key) { return try document.integer(at: value, as: type) }
        try missing(key)
        return 0
    }

    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 {
        if let value = find(key) { return try document.integer(at: value, as: type) }
        try missing(key)
        return 0
    }

    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt {
        if let value = find(key) { return try document.integer(at: value, as: type) }
        try missing(key)
        return 0
    }

    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 {
        if let value = find(key) { return try document.integer(at: value, as: type) }
        try missing(key)
        return 0
    }

    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 {
        if let value = find(key) { return try document.integer(at: value, as: type) }
        try missing(key)
        return 0
    }

    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 {
        if let value = find(key) { return try document.integer(at: value, as: type) }
        try missing(key)
        return 0
    }

    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 {
        if let value = find(key) { return try document.integer(at: value, as: type) }
        try missing(key)
        return 0
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        try findValue(key).map { try document.bool(at: $0) }
    }

    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try findValue(key).map { try document.string(at: $0) }
    }

    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        try findValue(key).map { try document.double(at: $0) }
    }

    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? {
        try findValue(key).map { try document.float(at: $0) }
    }

    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        try findValue(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? {
        try findValue(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? {
        try findValue(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? {
        try findValue(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        try findValue(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? {
        try findValue(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? {
        try findValue(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? {
        try findValue(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? {
        try findValue(key).map { try document.integer(at: $0, as: type) }
    }

    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? {
        try findValue(key).map { try document.integer(at: $0, as: type) }
    }
}
