// The requirements of `UnkeyedDecodingContainer`, one for each type that it names.

extension ArrayDecoder {
    mutating func decode(_ type: Bool.Type) throws -> Bool {
        let document = document
        return try next { try document.bool(at: $0) }
    }

    mutating func decode(_ type: String.Type) throws -> String {
        let document = document
        return try next { try document.string(at: $0) }
    }

    mutating func decode(_ type: Double.Type) throws -> Double {
        let document = document
        return try next { try document.floatingPoint(at: $0, as: type) }
    }

    mutating func decode(_ type: Float.Type) throws -> Float {
        let document = document
        return try next { try document.floatingPoint(at: $0, as: type) }
    }

    mutating func decode(_ type: Int.Type) throws -> Int {
        let document = document
        return try next { try document.integer(at: $0, as: type) }
    }

    mutating func decode(_ type: Int8.Type) throws -> Int8 {
        let document = document
        return try next { try document.integer(at: $0, as: type) }
    }

    mutating func decode(_ type: Int16.Type) throws -> Int16 {
        let document = document
        return try next { try document.integer(at: $0, as: type) }
    }

    mutating func decode(_ type: Int32.Type) throws -> Int32 {
        let document = document
        return try next { try document.integer(at: $0, as: type) }
    }

    mutating func decode(_ type: Int64.Type) throws -> Int64 {
        let document = document
        return try next { try document.integer(at: $0, as: type) }
    }

    mutating func decode(_ type: Int128.Type) throws -> Int128 {
        let document = document
        return try next { try document.integer(at: $0, as: type) }
    }

    mutating func decode(_ type: UInt.Type) throws -> UInt {
        let document = document
        return try next { try document.integer(at: $0, as: type) }
    }

    mutating func decode(_ type: UInt8.Type) throws -> UInt8 {
        let document = document
        return try next { try document.integer(at: $0, as: type) }
    }

    mutating func decode(_ type: UInt16.Type) throws -> UInt16 {
        let document = document
        return try next { try document.integer(at: $0, as: type) }
    }

    mutating func decode(_ type: UInt32.Type) throws -> UInt32 {
        let document = document
        return try next { try document.integer(at: $0, as: type) }
    }

    mutating func decode(_ type: UInt64.Type) throws -> UInt64 {
        let document = document
        return try next { try document.integer(at: $0, as: type) }
    }

    mutating func decode(_ type: UInt128.Type) throws -> UInt128 {
        let document = document
        return try next { try document.integer(at: $0, as: type) }
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let document = document
        return try next { try document.decode(type, at: $0) }
    }
}
