/// A struct, or a map whose keys are texts, as a keyed container.
struct FieldDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let document: Document
    let index: Int
    let isMap: Bool

    init(document: Document, index: Int) throws {
        let kind = document[index].kind
        guard kind == .structure || kind == .map else {
            throw document.mismatch([String: any Decodable].self, at: index)
        }
        self.document = document
        self.index = index
        isMap = kind == .map
    }

    var codingPath: [any CodingKey] { document.path(to: index) }

    /// The keys that have a value. A field that is zero is not on the wire, so it has none.
    var allKeys: [Key] {
        var keys: [Key] = []
        if isMap {
            document.forEachMember(of: index) { key, _ in
                if document[key].kind == .string, let key = Key(stringValue: document.text(of: document[key])) {
                    keys.append(key)
                }
            }
            return keys
        }
        let type = document[index].type._withUnsafeGuaranteedRef { $0 }
        var child = index + 1
        while child < document[index].next {
            let name = type.fields[Int(document[child].field)].name
            // Go's spelling, or Swift's.
            if let key = Key(stringValue: name) ?? Key(stringValue: GoName.unexported(name)) { keys.append(key) }
            child = Int(document[child].next)
        }
        return keys
    }

    func contains(_ key: Key) -> Bool {
        find(key) != nil
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        findValue(key) == nil
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        guard let value = find(key) else { return try zero(key).container(keyedBy: type) }
        return try ValueDecoder(document: document, index: value).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        guard let value = find(key) else { return try zero(key).unkeyedContainer() }
        return try ElementDecoder(document: document, index: value)
    }

    func superDecoder() throws -> any Decoder {
        superDecoder(PathKey.super.stringValue)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        superDecoder(key.stringValue)
    }

    private func superDecoder(_ key: String) -> any Decoder {
        guard let value = isMap ? document.findMember(key, in: index) : document.find(key, in: index) else {
            return ZeroDecoder(depth: 0)
        }
        return ValueDecoder(document: document, index: value)
    }

    private func zero(_ key: Key) throws -> ZeroDecoder {
        try missing(key)
        return ZeroDecoder(depth: 0)
    }

    @inline(__always)
    func find(_ key: Key) -> Int? {
        isMap ? document.findMember(key.stringValue, in: index) : document.find(key.stringValue, in: index)
    }

    /// The index of the value for a key, `nil` also if it is a nil interface.
    func findValue(_ key: Key) -> Int? {
        guard let value = find(key), !document.isNil(at: value) else { return nil }
        return value
    }

    /// A field of a struct that is missing is zero; an entry of a map is not.
    @inline(__always)
    func missing(_ key: Key) throws {
        if isMap { throw missingMember(key) }
    }

    @inline(never)
    private func missingMember(_ key: Key) -> DecodingError {
        let message = "the map has no key \"\(key.stringValue)\""
        return .keyNotFound(key, .init(codingPath: codingPath, debugDescription: message))
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        guard let value = find(key) else {
            try missing(key)
            return try Zero.value(type, depth: 0)
        }
        return try document.decode(type, at: value)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try findValue(key).map { try document.decode(type, at: $0) }
    }
}
