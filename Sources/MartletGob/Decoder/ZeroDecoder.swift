#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Decodes a value of which nothing is there: numbers are 0, texts and lists are empty, and so are structs.
struct ZeroDecoder: Decoder {
    let depth: Int
    /// Who wants to know what is asked for.
    var probe: ShapeProbe?

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        probe?.beginStructure()
        return KeyedDecodingContainer(ZeroFieldDecoder<Key>(depth: depth, probe: probe))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        ZeroElementDecoder()
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        self
    }
}

extension ZeroDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        probe?.value(type)
        return try Zero.value(type, depth: depth)
    }
}

/// A struct without fields.
private struct ZeroFieldDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let depth: Int
    let probe: ShapeProbe?

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { false }

    func decodeNil(forKey key: Key) throws -> Bool { true }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        probe?.field(key.stringValue, type)
        return try Zero.value(type, depth: depth)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        probe?.field(key.stringValue, type)
        return nil
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try ZeroDecoder(depth: depth + 1).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        ZeroElementDecoder()
    }

    func superDecoder() throws -> any Decoder { ZeroDecoder(depth: depth + 1) }

    func superDecoder(forKey key: Key) throws -> any Decoder { ZeroDecoder(depth: depth + 1) }
}

/// An empty list.
private struct ZeroElementDecoder: UnkeyedDecodingContainer {
    var codingPath: [any CodingKey] { [] }
    var count: Int? { 0 }
    var isAtEnd: Bool { true }
    var currentIndex: Int { 0 }

    mutating func decodeNil() throws -> Bool { throw Self.exhausted }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { throw Self.exhausted }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        throw Self.exhausted
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw Self.exhausted }

    mutating func superDecoder() throws -> any Decoder { throw Self.exhausted }

    private static var exhausted: DecodingError {
        .valueNotFound(
            (any Decodable).self,
            .init(codingPath: [], debugDescription: "expected an element, found a missing list")
        )
    }
}

extension Data: ZeroProviding {
    static var gobZeroValue: Data { Data() }
}

extension Date: ZeroProviding {
    static var gobZeroValue: Date { GobTime().date }
}

extension GobArray: ZeroFilling where Element: Decodable {
    static func zeroFilled(depth: Int) throws -> GobArray {
        GobArray(repeating: try Zero.value(Element.self, depth: depth))
    }
}

/// Types whose zero consists of other zeros.
protocol ZeroFilling {
    static func zeroFilled(depth: Int) throws -> Self
}
