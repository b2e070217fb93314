/// A list as an unkeyed container.
///
/// Three words, so that it fits into `any UnkeyedDecodingContainer` and costs no allocation.
struct ElementDecoder: UnkeyedDecodingContainer {
    let document: Document
    private let list: Int32
    private var position: Int32 = 0
    /// The entry of the next element; of scalars and bytes, its place in the message.
    private var place: Int

    init(document: Document, index: Int) throws {
        let entry = document[index]
        guard [.slice, .array, .bytes].contains(entry.kind) else {
            throw document.mismatch([any Decodable].self, at: index)
        }
        self.document = document
        list = Int32(truncatingIfNeeded: index)
        place = 0
        place = isScalar || entry.kind == .bytes ? Int(entry.start) : index + 1
    }

    private var entry: TapeEntry { document[Int(list)] }

    private var elementKind: WireKind {
        entry.type._withUnsafeGuaranteedRef { $0.element.kind }
    }

    private var isScalar: Bool { entry.kind != .bytes && elementKind.isScalar }

    var codingPath: [any CodingKey] { document.path(to: Int(list)) }
    var count: Int? { length }
    var isAtEnd: Bool { position >= length }
    var currentIndex: Int { Int(position) }

    private var length: Int { entry.kind == .bytes ? Int(entry.end - entry.start) : Int(entry.count) }

    /// Decodes all elements into an array, for which there is room from the start: each has a byte at least.
    func decodeAll<Element>(_ decode: (inout ElementDecoder) throws -> Element) throws -> [Element] {
        var copy = self
        var elements: [Element] = []
        elements.reserveCapacity(min(length, 4096))
        while !copy.isAtEnd { elements.append(try decode(&copy)) }
        return elements
    }

    /// A nil element has no form but a nil interface.
    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, elementKind == .interface, document.isNil(at: place) else { return false }
        advance(to: Int(document[place].next))
        return true
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try next { try $0.container(keyedBy: type) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try next { try $0.unkeyedContainer() }
    }

    mutating func superDecoder() throws -> any Decoder {
        try next { $0 }
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard isScalar || entry.kind == .bytes else {
            return try next { try $0.document.decode(type, at: $0.index) }
        }
        return try nextScalar { document, index in try document.decode(type, at: index) }
    }

    /// Runs `body` on the next element, which has an entry.
    private mutating func next<Result>(_ body: (ValueDecoder) throws -> Result) throws -> Result {
        guard !isAtEnd else { throw exhausted() }
        guard !isScalar, entry.kind != .bytes else {
            return try nextScalar { try body(ValueDecoder(document: $0, index: $1)) }
        }
        let result = try body(ValueDecoder(document: document, index: place))
        advance(to: Int(document[place].next))
        return result
    }

    /// Runs `body` on the next element, which has no entry, with one that is made for it at the end of the tape.
    private mutating func nextScalar<Result>(_ body: (Document, Int) throws -> Result) throws -> Result {
        guard !isAtEnd else { throw exhausted() }
        let index = document.tape.pointee.count
        let end = try document.appendScalar(of: Int(list), at: place)
        defer { document.tape.pointee.truncate(to: index) }
        let result: Result
        do {
            result = try body(document, index)
        } catch let error as DecodingError {
            // An entry of its own has no place in the tape, so the path of the error ends early.
            throw error.moved(to: codingPath + [PathKey(index: Int(position))])
        }
        advance(to: end)
        return result
    }

    private mutating func advance(to next: Int) {
        place = next
        position += 1
    }

    private func exhausted() -> DecodingError {
        .valueNotFound(
            (any Decodable).self,
            .init(
                codingPath: codingPath + [PathKey(index: Int(position))],
                debugDescription: "expected another element, found the end of the list"
            )
        )
    }
}

extension Document {
    /// Makes an entry for an element of a list of scalars, behind all others.
    ///
    /// - Returns: The place of the next element.
    func appendScalar(of list: Int, at start: Int) throws -> Int {
        let entry = self[list]
        let isByte = entry.kind == .bytes
        let type = isByte ? stream.byteType : entry.type._withUnsafeGuaranteedRef { $0.element }
        var position = start
        var valueStart = start
        if !isByte {
            try withSpan { span in
                switch type.kind {
                case .string, .bytes, .opaque:
                    let count = try span.readCount(at: &position)
                    valueStart = position
                    position += count
                case .complex:
                    _ = try span.readUnsigned(at: &position)
                    _ = try span.readUnsigned(at: &position)
                default:
                    _ = try span.readUnsigned(at: &position)
                }
            }
        } else {
            position += 1
        }
        tape.pointee.append(
            TapeEntry(
                type: .passUnretained(type),
                field: 0,
                next: Int32(truncatingIfNeeded: tape.pointee.count + 1),
                start: UInt32(truncatingIfNeeded: valueStart),
                end: UInt32(truncatingIfNeeded: position),
                count: 0,
                cursor: 0,
                nextEntry: 0
            )
        )
        return position
    }
}

extension DecodingError {
    /// The same error at another place.
    fileprivate func moved(to path: [any CodingKey]) -> DecodingError {
        switch self {
        case .typeMismatch(let type, let context): .typeMismatch(type, context.moved(to: path))
        case .valueNotFound(let type, let context): .valueNotFound(type, context.moved(to: path))
        case .keyNotFound(let key, let context): .keyNotFound(key, context.moved(to: path))
        case .dataCorrupted(let context): .dataCorrupted(context.moved(to: path))
        @unknown default: self
        }
    }
}

extension DecodingError.Context {
    fileprivate func moved(to path: [any CodingKey]) -> DecodingError.Context {
        DecodingError.Context(codingPath: path, debugDescription: debugDescription, underlyingError: underlyingError)
    }
}
