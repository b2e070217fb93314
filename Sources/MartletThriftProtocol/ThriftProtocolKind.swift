/// The protocols: what a message looks like in bytes.
public enum ThriftProtocolKind: String, Hashable, Sendable, CaseIterable {
    /// Fixed sizes: quick to read and write.
    case binary
    /// Small numbers and ids take few bytes.
    case compact
    /// JSON, with the ids of fields as keys: for scripts. Not Apache's "simple JSON", which cannot be read back.
    case json

    /// Writes a value.
    ///
    /// ```swift
    /// let bytes = try ThriftProtocolKind.compact.encode(reply)
    /// ```
    ///
    /// - Parameter value: A struct, as a rule.
    /// - Throws: ``ThriftProtocolError`` when the value has no form on the wire.
    @inlinable
    public func encode(_ value: some ThriftValue) throws(ThriftProtocolError) -> [UInt8] {
        var bytes: [UInt8] = []
        switch self {
        case .binary:
            try Self.writeBinary(into: &bytes) { (writer: inout ThriftBinaryWriter) throws(ThriftProtocolError) in
                try value.write(to: &writer)
            }
        case .compact:
            try Self.writeCompact(into: &bytes) { (writer: inout ThriftCompactWriter) throws(ThriftProtocolError) in
                try value.write(to: &writer)
            }
        case .json:
            try Self.writeJSON(into: &bytes) { (writer: inout ThriftJSONWriter) throws(ThriftProtocolError) in
                try value.write(to: &writer)
            }
        }
        return bytes
    }

    /// Reads a value; nothing may follow it.
    ///
    /// - Parameters:
    ///   - type: The type of the value.
    ///   - bytes: The value in this protocol.
    ///   - limits: Bounds on it.
    /// - Throws: ``ThriftProtocolError`` when it is no such value.
    @inlinable
    public func decode<Value: ThriftValue>(
        _ type: Value.Type = Value.self,
        from bytes: [UInt8],
        limits: ThriftLimits = ThriftLimits()
    ) throws(ThriftProtocolError) -> Value {
        let result: Result<Value, ThriftProtocolError> = bytes.withUnsafeBytes { buffer in
            Result { () throws(ThriftProtocolError) in try decode(type, from: buffer, limits: limits) }
        }
        return try result.get()
    }

    @inlinable
    func decode<Value: ThriftValue>(
        _ type: Value.Type,
        from bytes: UnsafeRawBufferPointer,
        limits: ThriftLimits
    ) throws(ThriftProtocolError) -> Value {
        let input = try Self.input(bytes, limits)
        let value: Value
        let count: Int
        switch self {
        case .binary:
            var reader = ThriftBinaryReader(input)
            value = try Value(from: &reader)
            count = reader.input.remainingCount
        case .compact:
            var reader = ThriftCompactReader(input)
            value = try Value(from: &reader)
            count = reader.input.remainingCount
        case .json:
            var reader = ThriftJSONReader(input)
            value = try Value(from: &reader)
            count = reader.input.remainingCount
        }
        guard count == 0 else { throw ThriftProtocolError(.invalidData, "\(count) bytes follow the value") }
        return value
    }

    @inlinable
    static func input(
        _ bytes: UnsafeRawBufferPointer,
        _ limits: ThriftLimits
    ) throws(ThriftProtocolError) -> ThriftInput {
        guard bytes.count <= limits.messageByteCount else {
            throw ThriftProtocolError(.sizeLimit, "a message has more than \(limits.messageByteCount) bytes")
        }
        return ThriftInput(bytes, limits: limits)
    }

    // MARK: Writing

    @inlinable
    static func writeBinary(
        into bytes: inout [UInt8],
        _ write: (inout ThriftBinaryWriter) throws(ThriftProtocolError) -> Void
    ) throws(ThriftProtocolError) {
        var writer = ThriftBinaryWriter(ThriftOutput(bytes))
        bytes = []
        defer { bytes = writer.output.bytes }
        try write(&writer)
    }

    @inlinable
    static func writeCompact(
        into bytes: inout [UInt8],
        _ write: (inout ThriftCompactWriter) throws(ThriftProtocolError) -> Void
    ) throws(ThriftProtocolError) {
        var writer = ThriftCompactWriter(ThriftOutput(bytes))
        bytes = []
        defer { bytes = writer.output.bytes }
        try write(&writer)
    }

    @inlinable
    static func writeJSON(
        into bytes: inout [UInt8],
        _ write: (inout ThriftJSONWriter) throws(ThriftProtocolError) -> Void
    ) throws(ThriftProtocolError) {
        var writer = ThriftJSONWriter(ThriftOutput(bytes))
        bytes = []
        defer { bytes = writer.output.bytes }
        try write(&writer)
    }
}
