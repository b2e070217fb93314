extension Document {
    /// Decodes a value of any type.
    @inline(__always)
    func decode<Value: Decodable>(_ type: Value.Type, at index: Int) throws -> Value {
        try stream.plan(type).decode(self, index)
    }
}
