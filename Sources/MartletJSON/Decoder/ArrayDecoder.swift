/// An array of a document as an unkeyed container.
///
/// Three words, so that it fits into `any UnkeyedDecodingContainer` and costs no allocation; hence the narrow indices.
struct ArrayDecoder: UnkeyedDecodingContainer {
    let document: Document
    private let array: UInt32
    private var element: UInt32
    private(set) var currentIndex = 0

    init(document: Document, index: Int) throws {
        guard document.kind(at: index) == .array else {
            throw document.mismatch([any Decodable].self, expected: "an array", at: index)
        }
        self.document = document
        array = UInt32(truncatingIfNeeded: index)
        element = array &+ 1
    }

    var codingPath: [any CodingKey] { document.path(to: Int(array)) }
    var count: Int? { Int(document.tape[Int(array)].length) }
    var isAtEnd: Bool { element >= document.tape[Int(array)].next }

    /// Decodes the current element, and goes on to the next one if this succeeds.
    @inline(__always)
    mutating func next<Value>(_ decode: (_ index: Int) throws -> Value) throws -> Value {
        if isAtEnd {
            throw document.exhausted(Value.self, array: Int(array), index: currentIndex)
        }
        let value = try decode(Int(element))
        element = document.tape[Int(element)].next
        currentIndex &+= 1
        return value
    }

    mutating func decodeNil() throws -> Bool {
        if isAtEnd {
            throw document.exhausted(Never?.self, array: Int(array), index: currentIndex)
        }
        guard document.isNull(at: Int(element)) else { return false }
        element &+= 1
        currentIndex &+= 1
        return true
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        let document = document
        return try next { index in
            try ValueDecoder(document: document, index: index, keysAreData: false).container(keyedBy: type)
        }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let document = document
        return try next { index in
            try ArrayDecoder(document: document, index: index)
        }
    }

    mutating func superDecoder() throws -> any Decoder {
        let document = document
        return try next { index in
            ValueDecoder(document: document, index: index, keysAreData: false)
        }
    }
}
