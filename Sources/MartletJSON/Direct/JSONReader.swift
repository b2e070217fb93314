/// A value of a document, for a type that reads itself: see ``JSONReadable``.
public struct JSONReader {
    let document: Document
    let index: Int

    /// Whether the value is `null`.
    public var isNull: Bool { document.isNull(at: index) }

    /// The value as an object.
    ///
    /// - Throws: `DecodingError` when it is something else.
    public func object() throws -> JSONObjectReader {
        guard document.kind(at: index) == .object else {
            throw document.mismatch([String: any Decodable].self, expected: "an object", at: index)
        }
        return JSONObjectReader(document: document, index: index)
    }

    /// Reads a string.
    ///
    /// - Throws: `DecodingError` when the value is something else.
    public func string() throws -> String { try document.string(at: index) }

    /// Reads a boolean.
    ///
    /// - Throws: `DecodingError` when the value is something else.
    public func bool() throws -> Bool { try document.bool(at: index) }

    /// Reads an integer.
    ///
    /// - Throws: `DecodingError` when the value is something else, or does not fit.
    public func integer() throws -> Int { try document.integer(at: index, as: Int.self) }

    /// Reads an integer of some type.
    ///
    /// - Parameter type: The type.
    /// - Throws: `DecodingError` when the value is something else, or does not fit.
    public func integer<Integer: FixedWidthInteger>(as type: Integer.Type) throws -> Integer {
        try document.integer(at: index, as: type)
    }

    /// Reads a number.
    ///
    /// - Throws: `DecodingError` when the value is something else, or out of range.
    public func double() throws -> Double { try document.floatingPoint(at: index, as: Double.self) }

    /// Reads an array.
    ///
    /// - Parameter type: The type of the elements.
    /// - Throws: `DecodingError` when the value is no array, and what the elements throw.
    public func array<Element: JSONReadable>(of type: Element.Type = Element.self) throws -> [Element] {
        guard document.kind(at: index) == .array else {
            throw document.mismatch([any Decodable].self, expected: "an array", at: index)
        }
        var elements: [Element] = []
        // As many as there are: the document has been checked.
        elements.reserveCapacity(Int(document.tape[index].length))
        let end = Int(document.tape[index].next)
        var element = index + 1
        while element < end {
            var reader = JSONReader(document: document, index: element)
            elements.append(try Element(from: &reader))
            element = Int(document.tape[element].next)
        }
        return elements
    }

    /// Reads a value of a type that is `Decodable` alone.
    ///
    /// - Parameter type: The type.
    /// - Throws: What decoding throws.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try document.decode(type, at: index)
    }
}
