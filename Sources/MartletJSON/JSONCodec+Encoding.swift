extension JSONCodec {
    /// Encodes a value as a JSON document.
    ///
    /// ```swift
    /// let bytes = try JSONCodec(output: .sortedKeys).encode(["b": 2, "a": 1])  // {"a":1,"b":2}
    /// ```
    ///
    /// Use `withEncoded(_:_:)` if you copy the bytes somewhere else anyway.
    ///
    /// - Parameter value: any value; scalars and optionals are documents too.
    /// - Returns: the document in UTF-8.
    /// - Throws: `EncodingError` with the path of a value that has no form in JSON, or that is nested too deep, see
    ///   ``Limits/depth``; and what `value` itself throws.
    public func encode<Value: Encodable>(_ value: Value) throws -> [UInt8] {
        try withEncoded(value) { bytes in
            bytes.withUnsafeBytes { Array($0) }
        }
    }

    /// Encodes a value as a JSON document and lends it out, without making a copy.
    ///
    /// ```swift
    /// let size = try JSONCodec().withEncoded(["a": 1]) { bytes in bytes.byteCount }  // 7
    /// ```
    ///
    /// - Parameters:
    ///   - value: any value; scalars and optionals are documents too.
    ///   - body: gets the document in UTF-8. The bytes are in memory that the next call uses again; the type of the
    ///     parameter keeps them from being stored.
    /// - Returns: what `body` returns.
    /// - Throws: `EncodingError` as `encode(_:)`, and what `value` or `body` throws.
    public func withEncoded<Value: Encodable, Result>(
        _ value: Value,
        _ body: (RawSpan) throws -> Result
    ) throws -> Result {
        var state = pool.take(settings)
        defer { pool.giveBack(&state) }
        try state.encodeDocument(value)
        guard isKnownUniquelyReferenced(&state) else {
            // Whoever else has it may write while `body` reads.
            let copy = state.stream.pointee.writer.withSpan { span in span.withUnsafeBufferPointer { Array($0) } }
            return try body(copy.span.bytes)
        }
        return try state.stream.pointee.writer.withSpan { try body($0.bytes) }
    }
}
