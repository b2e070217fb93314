/// A value of a message as a `Decoder`.
///
/// Two words, so that it fits into `any Decoder` and costs no allocation.
struct ValueDecoder: Decoder {
    let document: Document
    let index: Int

    var codingPath: [any CodingKey] { document.path(to: index) }
    var userInfo: [CodingUserInfoKey: Any] { document.stream.userInfo }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(try FieldDecoder<Key>(document: document, index: index))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try ElementDecoder(document: document, index: index)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        self
    }
}
