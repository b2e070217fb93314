/// The names and values of a query, in order: `page=2&tag=a&tag=b`.
///
/// Queries are read as the WHATWG URL standard reads `application/x-www-form-urlencoded`, which is what browsers and nearly
/// all clients send:
///
/// - Parameters are separated by `&`; empty ones are left out. The first `=` ends the name: `a` and `a=` are the name `a`
///   with an empty value, `=b` has an empty name.
/// - `+` is a space; `%` and two hexadecimal digits are a byte. A `%` without them stands for itself, and bytes that aren't
///   UTF-8 become replacement characters, so no query is invalid.
///
/// ```swift
/// let query = QueryParameters("page=2&tag=a&tag=b")
/// query["page"]       // "2"
/// query.values("tag") // ["a", "b"]
/// query["size"]       // nil
/// ```
///
/// The query is kept as it is, and names and values are decoded when somebody asks for them: a request pays nothing for a
/// query that is not looked at, and each look costs time in proportion to the query, whose length the server limits.
public struct QueryParameters: Sendable {
    private var query: String

    /// Makes a query without parameters.
    public init() {
        query = ""
    }

    /// Reads a query.
    ///
    /// - Parameter query: The part of a URL after the question mark, still encoded.
    public init(_ query: String) {
        self.query = query
        // A string from elsewhere, such as Foundation, may not have its bytes at hand.
        self.query.makeContiguousUTF8()
    }

    /// Reads a query as it came in a request.
    init(_ query: RawSpan) {
        self.query = query.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether there are no parameters.
    public var isEmpty: Bool {
        var offset = 0
        return QueryParameter(query.utf8Span.span.bytes, from: &offset) == nil
    }

    /// The first value of a name; `nil` if there's none.
    ///
    /// - Parameter name: The name, in plain text.
    public subscript(name: String) -> String? {
        let bytes = query.utf8Span.span.bytes
        var offset = 0
        while let parameter = QueryParameter(bytes, from: &offset) {
            if parameter.isNamed(name, in: bytes) { return parameter.value(in: bytes) }
        }
        return nil
    }

    /// All values of a name, in order.
    ///
    /// - Parameter name: The name, in plain text.
    public func values(_ name: String) -> [String] {
        let bytes = query.utf8Span.span.bytes
        var values: [String] = []
        var offset = 0
        while let parameter = QueryParameter(bytes, from: &offset) {
            if parameter.isNamed(name, in: bytes) { values.append(parameter.value(in: bytes)) }
        }
        return values
    }

    /// Adds a parameter at the end; others of that name stay.
    ///
    /// - Parameters:
    ///   - name: The name, in plain text.
    ///   - value: The value, in plain text.
    public mutating func append(_ name: String, _ value: String) {
        if !query.isEmpty { query += "&" }
        query += PercentEncoding.encodeQueryComponent(name)
        query += "="
        query += PercentEncoding.encodeQueryComponent(value)
    }
}

extension QueryParameters: CustomStringConvertible {
    /// The query, encoded: what stands after the question mark of a URL.
    public var description: String { query }
}

extension QueryParameters: Sequence {
    /// Gives one name and value after the other, in plain text.
    public struct Iterator: IteratorProtocol {
        private let query: String
        private var offset = 0

        fileprivate init(_ query: String) {
            self.query = query
        }

        /// The next parameter; `nil` at the end.
        public mutating func next() -> (name: String, value: String)? {
            let bytes = query.utf8Span.span.bytes
            guard let parameter = QueryParameter(bytes, from: &offset) else { return nil }
            return (parameter.name(in: bytes), parameter.value(in: bytes))
        }
    }

    /// Goes through the parameters in order.
    public func makeIterator() -> Iterator {
        Iterator(query)
    }
}
