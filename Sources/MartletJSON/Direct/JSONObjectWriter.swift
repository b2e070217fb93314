/// Takes the members of an object from a type that writes itself: see ``JSONWritable``.
///
/// The compiler leaves members out that are `nil` when it writes `Codable`; here that is ``writeIfPresent(_:_:)``.
public struct JSONObjectWriter: ~Copyable {
    private let state: EncoderState
    private let depth: Int
    private var isEmpty = true

    init(_ state: EncoderState, depth: Int) {
        self.state = state
        self.depth = depth
    }

    /// Writes a string.
    public mutating func write(_ key: StaticString, _ value: String) {
        begin(key)
        state.stream.pointee.writer.append(quoted: value, escaping: state.settings.options.output)
    }

    /// Writes a boolean.
    public mutating func write(_ key: StaticString, _ value: Bool) {
        begin(key)
        state.stream.pointee.writer.append(value)
    }

    /// Writes an integer.
    public mutating func write(_ key: StaticString, _ value: Int) {
        begin(key)
        state.stream.pointee.writer.append(number: value)
    }

    /// Writes a value that writes itself.
    ///
    /// - Throws: What it throws.
    public mutating func write<Value: JSONWritable>(_ key: StaticString, _ value: Value) throws {
        begin(key)
        try JSONWriter.write(value, to: state, depth: depth)
    }

    /// Writes a value that writes itself, if there is one; else there is no such member.
    ///
    /// - Throws: What it throws.
    public mutating func writeIfPresent<Value: JSONWritable>(_ key: StaticString, _ value: Value?) throws {
        if let value { try write(key, value) }
    }

    /// Writes a value of a type that is `Encodable` alone, more slowly.
    ///
    /// - Throws: What encoding throws.
    public mutating func encode<Value: Encodable>(_ key: StaticString, _ value: Value) throws {
        begin(key)
        var writer = JSONWriter(state, depth: depth)
        try writer.encode(value)
    }

    @inline(__always)
    private mutating func begin(_ key: StaticString) {
        let bytes = UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)
        let options = state.settings.options.output
        _ = state.stream.pointee.writer.append(key: bytes.span, isFirst: isEmpty, escaping: options)
        isEmpty = false
    }
}
