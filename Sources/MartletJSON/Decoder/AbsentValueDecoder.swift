/// The decoder for a superclass of which the document has nothing.
///
/// As with Foundation, asking for it isn't an error, and it looks like null: a superclass may have nothing to decode.
struct AbsentValueDecoder: Decoder {
    let document: Document
    let object: Int
    let key: any CodingKey

    var codingPath: [any CodingKey] { document.path(to: object) + [key] }
    var userInfo: [CodingUserInfoKey: Any] { document.settings.userInfo }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw document.missing(key, in: object)
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw document.missing(key, in: object)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        self
    }
}

extension AbsentValueDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { true }
    func decode(_ type: Bool.Type) throws -> Bool { throw document.missing(key, in: object) }
    func decode(_ type: String.Type) throws -> String { throw document.missing(key, in: object) }
    func decode(_ type: Double.Type) throws -> Double { throw document.missing(key, in: object) }
    func decode(_ type: Float.Type) throws -> Float { throw document.missing(key, in: object) }
    func decode(_ type: Int.Type) throws -> Int { throw document.missing(key, in: object) }
    func decode(_ type: Int8.Type) throws -> Int8 { throw document.missing(key, in: object) }
    func decode(_ type: Int16.Type) throws -> Int16 { throw document.missing(key, in: object) }
    func decode(_ type: Int32.Type) throws -> Int32 { throw document.missing(key, in: object) }
    func decode(_ type: Int64.Type) throws -> Int64 { throw document.missing(key, in: object) }
    func decode(_ type: Int128.Type) throws -> Int128 { throw document.missing(key, in: object) }
    func decode(_ type: UInt.Type) throws -> UInt { throw document.missing(key, in: object) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { throw document.missing(key, in: object) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { throw document.missing(key, in: object) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { throw document.missing(key, in: object) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { throw document.missing(key, in: object) }
    func decode(_ type: UInt128.Type) throws -> UInt128 { throw document.missing(key, in: object) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        // An optional asks `decodeNil`, everything else fails.
        try Value(from: self)
    }
}
