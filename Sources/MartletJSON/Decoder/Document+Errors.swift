extension Document {
    /// The error for a value of the wrong kind.
    @inline(never)
    func mismatch(_ type: any Any.Type, expected: String, at index: Int) -> DecodingError {
        let entry = tape[index]
        let context = context("expected \(expected), found \(entry.description)", at: index)
        return entry.kind == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
    }

    /// The error for a value of the right kind that isn't acceptable.
    @inline(never)
    func corrupted(_ message: String, at index: Int) -> DecodingError {
        .dataCorrupted(context(message, at: index))
    }

    /// The error for a key that an object lacks.
    @inline(never)
    func missing(_ key: any CodingKey, in object: Int) -> DecodingError {
        let name = settings.convertsKeys ? settings.options.keys.encode(key.stringValue) : key.stringValue
        return .keyNotFound(key, context("required key \"\(name)\" is missing from the object", at: object))
    }

    /// The error for reading on after the last element.
    @inline(never)
    func exhausted(_ type: any Any.Type, array: Int, index: Int) -> DecodingError {
        let context = DecodingError.Context(
            codingPath: path(to: array) + [PathKey(index: index)],
            debugDescription: "expected another element, found the end of the array at byte \(offset(at: array))"
        )
        return .valueNotFound(type, context)
    }

    private func context(_ message: String, at index: Int) -> DecodingError.Context {
        DecodingError.Context(
            codingPath: path(to: index),
            debugDescription: "\(message) at byte \(offset(at: index))"
        )
    }

    /// The offset of the first byte of a value, which for a string is its quote.
    private func offset(at index: Int) -> Int {
        let entry = tape[index]
        switch entry.kind {
        case .string, .escapedString, .key, .escapedKey: return Int(entry.start) - 1
        default: return Int(entry.start)
        }
    }
}
