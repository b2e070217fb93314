/// An object of a document as a keyed container.
struct ObjectDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let document: Document
    let index: Int
    let keysAreConverted: Bool

    init(document: Document, index: Int, keysAreData: Bool) throws {
        guard document.kind(at: index) == .object else {
            throw document.mismatch([String: any Decodable].self, expected: "an object", at: index)
        }
        self.document = document
        self.index = index
        keysAreConverted = document.settings.convertsKeys && !keysAreData
        if keysAreConverted {
            try document.indexConvertedKeys(of: index)
        }
    }

    var codingPath: [any CodingKey] { document.path(to: index) }

    var allKeys: [Key] {
        var keys: [Key] = []
        document.forEachKey(of: index) { key, _ in
            let text = document.text(of: document.tape[key])
            if let key = Key(stringValue: keysAreConverted ? document.settings.options.keys.decode(text) : text) {
                keys.append(key)
            }
        }
        return keys
    }

    func contains(_ key: Key) -> Bool {
        find(key, advances: false) != nil
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        document.isNull(at: try require(key, advances: false))
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try decoder(at: require(key)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(at: require(key)).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        superDecoder(for: PathKey.super)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        superDecoder(for: key)
    }

    private func superDecoder(for key: any CodingKey) -> any Decoder {
        if let value = find(key, advances: true) {
            return decoder(at: value)
        }
        return AbsentValueDecoder(document: document, object: index, key: key)
    }

    private func decoder(at index: Int) -> ValueDecoder {
        ValueDecoder(document: document, index: index, keysAreData: false)
    }

    /// The index of the value for a key.
    @inline(__always)
    func find(_ key: some CodingKey, advances: Bool) -> Int? {
        keysAreConverted
            ? document.findConverted(key.stringValue, in: index)
            : document.find(key.stringValue, in: index, advances: advances)
    }

    @inline(__always)
    func require(_ key: Key, advances: Bool = true) throws -> Int {
        guard let value = find(key, advances: advances) else {
            throw document.missing(key, in: index)
        }
        return value
    }

    /// The index of the value for a key, `nil` also if it is null.
    @inline(__always)
    func findNonNull(_ key: Key) -> Int? {
        guard let value = find(key, advances: true), !document.isNull(at: value) else { return nil }
        return value
    }
}
