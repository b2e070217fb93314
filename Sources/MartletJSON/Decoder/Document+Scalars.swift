extension Document {
    @inline(__always)
    func kind(at index: Int) -> TapeEntry.Kind {
        tape[index].kind
    }

    @inline(__always)
    func isNull(at index: Int) -> Bool {
        tape[index].kind == .null
    }

    @inline(__always)
    func bool(at index: Int) throws -> Bool {
        switch tape[index].kind {
        case .true: return true
        case .false: return false
        default: throw mismatch(Bool.self, expected: "a boolean", at: index)
        }
    }

    @inline(__always)
    func string(at index: Int) throws -> String {
        let entry = tape[index]
        guard entry.kind == .string else {
            return try unescapedString(at: index)
        }
        return text(of: entry)
    }

    @inline(never)
    private func unescapedString(at index: Int) throws -> String {
        guard tape[index].kind == .escapedString else {
            throw mismatch(String.self, expected: "a string", at: index)
        }
        return text(of: tape[index])
    }

    /// The text of a string or key.
    @inline(__always)
    func text(of entry: TapeEntry) -> String {
        withSpan { String(entry, in: $0) }
    }

    @inline(__always)
    func integer<Integer: FixedWidthInteger>(at index: Int, as type: Integer.Type) throws -> Integer {
        let entry = tape[index]
        if entry.kind == .integer, let value = withToken(entry, { Integer(shortToken: $0) }) {
            return value
        }
        return try anyInteger(at: index, as: type)
    }

    @inline(never)
    private func anyInteger<Integer: FixedWidthInteger>(at index: Int, as type: Integer.Type) throws -> Integer {
        let entry = tape[index]
        guard entry.kind == .integer || entry.kind == .number else {
            throw mismatch(type, expected: "an integer", at: index)
        }
        guard let value = withToken(entry, { Integer(exactlyToken: $0) }) else {
            throw corrupted(
                "expected an integer from \(Integer.min) through \(Integer.max), found \(excerpt(of: entry))",
                at: index
            )
        }
        return value
    }

    @inline(__always)
    func floatingPoint<Float: ParsedFloatingPoint>(at index: Int, as type: Float.Type) throws -> Float {
        let entry = tape[index]
        if entry.kind == .integer || entry.kind == .number, let value = withToken(entry, { Float(shortToken: $0) }) {
            return value
        }
        return try anyFloatingPoint(at: index, as: type)
    }

    @inline(never)
    private func anyFloatingPoint<Float: ParsedFloatingPoint>(at index: Int, as type: Float.Type) throws -> Float {
        let entry = tape[index]
        switch entry.kind {
        case .integer, .number:
            guard let value = withToken(entry, { Float(nearestToken: $0) }) else {
                throw corrupted("expected a number within the range of \(type), found \(excerpt(of: entry))", at: index)
            }
            return value
        case .string, .escapedString:
            guard let value = settings.options.nonFiniteFloats.value(of: text(of: entry), as: type) else { fallthrough }
            return value
        default:
            throw mismatch(type, expected: "a number", at: index)
        }
    }

    /// The start of a number, short enough for an error message.
    private func excerpt(of entry: TapeEntry) -> String {
        withToken(entry) { token in
            let shown = token.extracting(first: 40).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
            return token.count > 40 ? shown + "…" : shown
        }
    }
}
