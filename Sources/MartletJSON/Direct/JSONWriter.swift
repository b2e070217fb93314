/// Takes a value from a type that writes itself: see ``JSONWritable``.
///
/// Exactly one value has to be written.
public struct JSONWriter: ~Copyable {
    let state: EncoderState
    let depth: Int
    private var count = 0

    init(_ state: EncoderState, depth: Int) {
        self.state = state
        self.depth = depth
    }

    /// Has a value write itself.
    @inline(__always)
    static func write<Value: JSONWritable>(_ value: Value, to state: EncoderState, depth: Int) throws {
        var writer = JSONWriter(state, depth: depth)
        try value.write(to: &writer)
        // Anything else would be no JSON.
        guard writer.count == 1 else {
            throw writer.refusal(value, "\(Value.self) has written \(writer.count) values in place of one")
        }
    }

    // MARK: Values

    /// Writes `null`.
    public mutating func writeNull() {
        count += 1
        state.stream.pointee.writer.append("null")
    }

    /// Writes a string.
    public mutating func write(_ value: String) {
        count += 1
        state.stream.pointee.writer.append(quoted: value, escaping: state.settings.options.output)
    }

    /// Writes a boolean.
    public mutating func write(_ value: Bool) {
        count += 1
        state.stream.pointee.writer.append(value)
    }

    /// Writes an integer.
    public mutating func write<Integer: FixedWidthInteger>(_ value: Integer) {
        count += 1
        state.stream.pointee.writer.append(number: value)
    }

    /// Writes a number.
    ///
    /// - Throws: `EncodingError` when it is not finite, unless the codec has a text for it.
    public mutating func write(_ value: Double) throws {
        guard !state.stream.pointee.writer.append(number: value) else {
            count += 1
            return
        }
        guard let text = state.settings.options.nonFiniteFloats.text(for: value) else {
            throw refusal(value, "\(value) is no number in JSON")
        }
        write(text)
    }

    /// Writes an array.
    ///
    /// - Parameter values: Its elements.
    /// - Throws: What they throw, and `EncodingError` when they are nested too deep.
    public mutating func writeArray<Values: Collection>(_ values: Values) throws where Values.Element: JSONWritable {
        count += 1
        try checkDepth()
        state.stream.pointee.writer.append(UInt8(ascii: "["))
        var isFirst = true
        for value in values {
            if !isFirst { state.stream.pointee.writer.append(UInt8(ascii: ",")) }
            isFirst = false
            try Self.write(value, to: state, depth: depth + 1)
        }
        state.stream.pointee.writer.append(UInt8(ascii: "]"))
    }

    /// Writes an object.
    ///
    /// - Parameter members: Writes its members.
    /// - Throws: What it throws, and `EncodingError` when objects are nested too deep.
    public mutating func writeObject(_ members: (inout JSONObjectWriter) throws -> Void) throws {
        count += 1
        try checkDepth()
        state.stream.pointee.writer.append(UInt8(ascii: "{"))
        var object = JSONObjectWriter(state, depth: depth + 1)
        try members(&object)
        state.stream.pointee.writer.append(UInt8(ascii: "}"))
    }

    /// Writes a value of a type that is `Encodable` alone, more slowly.
    ///
    /// - Throws: What encoding throws.
    public mutating func encode<Value: Encodable>(_ value: Value) throws {
        count += 1
        let other = EncoderState(state.settings)
        try other.encodeDocument(value)
        other.stream.pointee.writer.withSpan { bytes in
            bytes.withUnsafeBufferPointer { state.stream.pointee.writer.append($0) }
        }
    }

    private func checkDepth() throws {
        let limit = state.settings.options.limits.depth
        guard depth < limit else { throw refusal(depth, "nested more than \(limit) levels deep") }
    }

    private func refusal<Value: Encodable>(_ value: Value, _ message: String) -> EncodingError {
        .invalidValue(value, EncodingError.Context(codingPath: [], debugDescription: message))
    }
}
