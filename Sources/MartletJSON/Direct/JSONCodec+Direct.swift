extension JSONCodec {
    /// Reads a value from a JSON document, which is checked as a whole first.
    ///
    /// - Parameters:
    ///   - type: The type of the value.
    ///   - bytes: The document in UTF-8.
    /// - Throws: `DecodingError`, and what `type` itself throws.
    public func decode<Value: JSONReadable>(_ type: Value.Type, from bytes: RawSpan) throws -> Value {
        try bytes.withUnsafeBytes { try decode(type, from: $0.bindMemory(to: UInt8.self)) }
    }

    /// Reads a value from a JSON document in an array.
    ///
    /// - Parameters:
    ///   - type: The type of the value.
    ///   - bytes: The document in UTF-8.
    /// - Throws: `DecodingError`, and what `type` itself throws.
    public func decode<Value: JSONReadable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try bytes.withUnsafeBufferPointer { try decode(type, from: $0) }
    }

    private func decode<Value: JSONReadable>(
        _ type: Value.Type,
        from bytes: UnsafeBufferPointer<UInt8>
    ) throws -> Value {
        var document = try Document(scanning: bytes, settings: settings)
        defer {
            // Whoever kept a reader keeps the document.
            if !isKnownUniquelyReferenced(&document) { document.keepBytes() }
        }
        // Types that read themselves name their keys as they are declared.
        if settings.convertsKeys { return try document.decode(type, at: 0) }
        var reader = JSONReader(document: document, index: 0)
        return try Value(from: &reader)
    }

    /// Writes a value as a JSON document.
    ///
    /// - Parameter value: The value.
    /// - Returns: The document in UTF-8.
    /// - Throws: `EncodingError`, and what `value` itself throws.
    public func encode<Value: JSONWritable>(_ value: Value) throws -> [UInt8] {
        try withEncoded(value) { bytes in bytes.withUnsafeBytes { Array($0) } }
    }

    /// Writes a value as a JSON document and lends it out, without making a copy.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - body: Gets the document in UTF-8.
    /// - Returns: What `body` returns.
    /// - Throws: `EncodingError`, and what `value` or `body` throws.
    public func withEncoded<Value: JSONWritable, Result>(
        _ value: Value,
        _ body: (RawSpan) throws -> Result
    ) throws -> Result {
        // These concern keys and layout, of which a type that writes itself knows nothing.
        if settings.convertsKeys || !settings.options.output.isDisjoint(with: [.sortedKeys, .prettyPrinted]) {
            return try withEncodedByCodable(value, body)
        }
        var state = pool.take(settings)
        defer { pool.giveBack(&state) }
        try JSONWriter.write(value, to: state, depth: 0)
        return try state.stream.pointee.writer.withSpan { try body($0.bytes) }
    }

    /// Here the method for types that are `Encodable` is the only one that fits.
    private func withEncodedByCodable<Value: Encodable, Result>(
        _ value: Value,
        _ body: (RawSpan) throws -> Result
    ) throws -> Result {
        try withEncoded(value, body)
    }
}
