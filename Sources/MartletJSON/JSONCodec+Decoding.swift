extension JSONCodec {
    /// Decodes a value from a JSON document, which is checked as a whole first.
    ///
    /// Values that `type` doesn't ask for are ignored, but have to be correct too.
    ///
    /// ```swift
    /// let numbers = try JSONCodec().decode([Int].self, from: Array("[1, 2, 3]".utf8).span.bytes)
    /// ```
    ///
    /// - Parameters:
    ///   - type: the type of the value.
    ///   - bytes: the document in UTF-8. Nothing keeps them: a decoder that `type` stores away gets a copy.
    /// - Throws: `DecodingError` with the path and, in its description, the byte offset of the culprit, see
    ///   ``DecodingFailure``; and what `type` itself throws.
    public func decode<Value: Decodable>(_ type: Value.Type, from bytes: RawSpan) throws -> Value {
        try bytes.withUnsafeBytes { buffer in
            try decode(type, from: buffer.bindMemory(to: UInt8.self))
        }
    }

    /// Decodes a value from a JSON document in an array.
    ///
    /// ```swift
    /// let numbers = try JSONCodec().decode([Int].self, from: Array("[1, 2, 3]".utf8))
    /// ```
    ///
    /// - Parameters:
    ///   - type: the type of the value.
    ///   - bytes: the document in UTF-8.
    /// - Throws: `DecodingError`, and what `type` itself throws.
    public func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try bytes.withUnsafeBufferPointer { buffer in
            try decode(type, from: buffer)
        }
    }

    private func decode<Value: Decodable>(_ type: Value.Type, from bytes: UnsafeBufferPointer<UInt8>) throws -> Value {
        var document = try Document(scanning: bytes, settings: settings)
        defer {
            // `bytes` end with this call. Whoever kept a decoder or a container keeps the document.
            if !isKnownUniquelyReferenced(&document) {
                document.keepBytes()
            }
        }
        return try document.decode(type, at: 0)
    }
}
