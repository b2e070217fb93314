/// A value within a document that has been checked as a whole: for protocols that look at the outside of a message before
/// they know the type of what is inside.
///
/// It is valid within the ``JSONCodec/withDocument(_:_:)`` that lends it; kept longer, it keeps a copy of the document.
package struct JSONNode {
    /// What kind of value it is.
    package enum Kind: Sendable {
        case null, bool, number, string, array, object
    }

    private let document: Document
    private let index: Int

    fileprivate init(document: Document, index: Int) {
        self.document = document
        self.index = index
    }

    /// What kind of value it is.
    package var kind: Kind {
        switch document.kind(at: index) {
        case .null: .null
        case .false, .true: .bool
        case .integer, .number: .number
        case .string, .escapedString, .key, .escapedKey: .string
        case .array: .array
        case .object: .object
        }
    }

    /// The text of a string; `nil` for any other value.
    package var text: String? {
        guard kind == .string else { return nil }
        return document.withSpan { String(document.tape[index], in: $0) }
    }

    /// The number of values in an array or of members in an object; otherwise 0.
    package var count: Int {
        var count = 0
        forEachChild { _, _ in count += 1 }
        return count
    }

    /// Visits the members of an object, or the values of an array with an empty key.
    ///
    /// - Parameter visit: Sees each in the order in which they are written.
    package func forEachChild(_ visit: (_ key: String, _ value: JSONNode) throws -> Void) rethrows {
        let kind = document.kind(at: index)
        guard kind == .object || kind == .array else { return }
        let end = Int(document.tape[index].next)
        var child = index + 1
        while child < end {
            var key = ""
            if kind == .object {
                key = document.withSpan { String(document.tape[child], in: $0) }
                child += 1
            }
            try visit(key, JSONNode(document: document, index: child))
            child = Int(document.tape[child].next)
        }
    }

    /// Decodes the value.
    ///
    /// - Parameter type: The type of the value.
    /// - Throws: `DecodingError`, whose path begins at the document, and what the type itself throws.
    package func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try document.decode(type, at: index)
    }

    /// The bytes of a scalar as they are written, with the quotes of a string; of `null` for a container.
    package var scalarBytes: [UInt8] {
        let entry = document.tape[index]
        switch entry.kind {
        case .array, .object: return Array("null".utf8)
        case .string, .escapedString, .key, .escapedKey:
            return document.withSpan { span in
                let range = entry.range.lowerBound - 1..<entry.range.upperBound + 1
                return span.extracting(range).withUnsafeBufferPointer { Array($0) }
            }
        default:
            return document.withToken(entry) { $0.withUnsafeBufferPointer { Array($0) } }
        }
    }

    /// The bytes of the value as they are written, without the whitespace around it.
    package var bytes: [UInt8] {
        let kind = document.kind(at: index)
        guard kind == .array || kind == .object else { return scalarBytes }
        var output: [UInt8] = []
        write(into: &output)
        return output
    }

    /// Writes the value without whitespace. There is no recursion in depth beyond the limit of the document.
    private func write(into output: inout [UInt8]) {
        let isObject = document.kind(at: index) == .object
        guard isObject || document.kind(at: index) == .array else {
            output += scalarBytes
            return
        }
        output.append(UInt8(ascii: isObject ? "{" : "["))
        var child = index + 1
        let first = child
        let end = Int(document.tape[index].next)
        while child < end {
            if child > first { output.append(UInt8(ascii: ",")) }
            if isObject {
                output += JSONNode(document: document, index: child).scalarBytes
                output.append(UInt8(ascii: ":"))
                child += 1
            }
            JSONNode(document: document, index: child).write(into: &output)
            child = Int(document.tape[child].next)
        }
        output.append(UInt8(ascii: isObject ? "}" : "]"))
    }
}

extension JSONCodec {
    /// Checks a document and lends it out, to be decoded in parts.
    ///
    /// - Parameters:
    ///   - bytes: The document in UTF-8.
    ///   - body: Gets the value that the document is.
    /// - Throws: `DecodingError` when it is no document, and what `body` throws.
    package func withDocument<Result>(
        _ bytes: UnsafeRawBufferPointer,
        _ body: (JSONNode) throws -> Result
    ) throws -> Result {
        var document = try Document(scanning: bytes.bindMemory(to: UInt8.self), settings: settings)
        defer {
            // As in `decode`: whoever kept a node keeps the document.
            if !isKnownUniquelyReferenced(&document) { document.keepBytes() }
        }
        return try body(JSONNode(document: document, index: 0))
    }
}
