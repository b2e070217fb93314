/// An object of a document, for a type that reads itself: see ``JSONReadable``.
///
/// Members may be read in any order; that in which they are usually written is the fastest. Those that nobody reads are ignored.
public struct JSONObjectReader {
    let document: Document
    let index: Int

    /// Reads a string.
    ///
    /// - Parameter key: The key of the member.
    /// - Throws: `DecodingError` when there is no such member, or it is something else.
    public func read(_ key: String) throws -> String { try document.string(at: member(key)) }

    /// Reads a boolean.
    ///
    /// - Parameter key: The key of the member.
    /// - Throws: `DecodingError` when there is no such member, or it is something else.
    public func read(_ key: String) throws -> Bool { try document.bool(at: member(key)) }

    /// Reads an integer.
    ///
    /// - Parameter key: The key of the member.
    /// - Throws: `DecodingError` when there is no such member, or it is something else.
    public func read(_ key: String) throws -> Int { try document.integer(at: member(key), as: Int.self) }

    /// Reads a number.
    ///
    /// - Parameter key: The key of the member.
    /// - Throws: `DecodingError` when there is no such member, or it is something else.
    public func read(_ key: String) throws -> Double { try document.floatingPoint(at: member(key), as: Double.self) }

    /// Reads a value that reads itself.
    ///
    /// - Parameter key: The key of the member.
    /// - Throws: `DecodingError` when there is no such member, and what the type throws.
    public func read<Value: JSONReadable>(_ key: String) throws -> Value {
        var reader = JSONReader(document: document, index: try member(key))
        return try Value(from: &reader)
    }

    /// Reads a value of a type that is `Decodable` alone.
    ///
    /// - Parameter key: The key of the member.
    /// - Throws: `DecodingError` when there is no such member, and what decoding throws.
    public func decode<Value: Decodable>(_ key: String) throws -> Value {
        try document.decode(Value.self, at: member(key))
    }

    /// Reads a value that reads itself, if there is one that is not `null`.
    ///
    /// - Parameter key: The key of the member.
    /// - Throws: What the type throws.
    public func readIfPresent<Value: JSONReadable>(_ key: String) throws -> Value? {
        guard let member = present(key) else { return nil }
        var reader = JSONReader(document: document, index: member)
        return try Value(from: &reader)
    }

    /// Reads a value of a type that is `Decodable` alone, if there is one that is not `null`.
    ///
    /// - Parameter key: The key of the member.
    /// - Throws: What decoding throws.
    public func decodeIfPresent<Value: Decodable>(_ key: String) throws -> Value? {
        guard let member = present(key) else { return nil }
        return try document.decode(Value.self, at: member)
    }

    @inline(__always)
    private func member(_ key: String) throws -> Int {
        guard let member = document.find(key, in: index, advances: true) else {
            throw document.missing(PathKey(key), in: index)
        }
        return member
    }

    private func present(_ key: String) -> Int? {
        guard let member = document.find(key, in: index, advances: true), !document.isNull(at: member) else {
            return nil
        }
        return member
    }
}
