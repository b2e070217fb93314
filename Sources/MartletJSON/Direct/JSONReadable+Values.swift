extension String: JSONReadable {
    /// Reads a string.
    public init(from reader: inout JSONReader) throws { self = try reader.string() }
}

extension Bool: JSONReadable {
    /// Reads a boolean.
    public init(from reader: inout JSONReader) throws { self = try reader.bool() }
}

extension Double: JSONReadable {
    /// Reads a number.
    public init(from reader: inout JSONReader) throws { self = try reader.double() }
}

extension FixedWidthInteger where Self: JSONReadable {
    /// Reads an integer.
    public init(from reader: inout JSONReader) throws { self = try reader.integer(as: Self.self) }
}

extension Int: JSONReadable {}
extension Int32: JSONReadable {}
extension Int64: JSONReadable {}
extension UInt: JSONReadable {}
extension UInt32: JSONReadable {}
extension UInt64: JSONReadable {}

extension Array: JSONReadable where Element: JSONReadable {
    /// Reads an array.
    public init(from reader: inout JSONReader) throws { self = try reader.array(of: Element.self) }
}

extension Optional: JSONReadable where Wrapped: JSONReadable {
    /// Reads a value, or `null`.
    public init(from reader: inout JSONReader) throws {
        self = reader.isNull ? nil : try Wrapped(from: &reader)
    }
}
