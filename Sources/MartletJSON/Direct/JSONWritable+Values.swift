extension String: JSONWritable {
    /// Writes a string.
    public func write(to writer: inout JSONWriter) throws { writer.write(self) }
}

extension Bool: JSONWritable {
    /// Writes a boolean.
    public func write(to writer: inout JSONWriter) throws { writer.write(self) }
}

extension Double: JSONWritable {
    /// Writes a number.
    public func write(to writer: inout JSONWriter) throws { try writer.write(self) }
}

extension FixedWidthInteger where Self: JSONWritable {
    /// Writes an integer.
    public func write(to writer: inout JSONWriter) throws { writer.write(self) }
}

extension Int: JSONWritable {}
extension Int32: JSONWritable {}
extension Int64: JSONWritable {}
extension UInt: JSONWritable {}
extension UInt32: JSONWritable {}
extension UInt64: JSONWritable {}

extension Array: JSONWritable where Element: JSONWritable {
    /// Writes an array.
    public func write(to writer: inout JSONWriter) throws { try writer.writeArray(self) }
}

extension Optional: JSONWritable where Wrapped: JSONWritable {
    /// Writes a value, or `null`.
    public func write(to writer: inout JSONWriter) throws {
        if let self { try self.write(to: &writer) } else { writer.writeNull() }
    }
}
