extension Resolver {
    /// The value of a constant that must be of a type.
    ///
    /// - Parameters:
    ///   - constant: The constant as it is written.
    ///   - type: Its type.
    ///   - file: Where it is written.
    ///   - depth: In how many constants it is, or by how many it was referred to.
    mutating func evaluate(
        _ constant: ConstantSyntax,
        as type: IDLType,
        in file: Int,
        depth: Int
    ) throws(IDLError) -> ConstantValue {
        try count(1, at: constant.location)
        guard depth <= limits.nesting else {
            throw IDLError("there are more than \(limits.nesting) constants inside one another", at: constant.location)
        }
        let resolved = program.resolved(type)
        if case .reference(let name) = constant.kind, name != "true", name != "false" {
            let name = Name(text: name, location: constant.location)
            return try reference(name, as: resolved, in: file, depth: depth)
        }
        switch (resolved, constant.kind) {
        case (.base(let base), _): return try scalar(constant, as: base)
        case (.list(let element), _):
            return .list(try elements(of: constant, as: element, resolved, in: file, depth: depth))
        case (.set(let element), _):
            let elements = try elements(of: constant, as: element, resolved, in: file, depth: depth)
            try checkAreUnique(elements, element, of: constant)
            return .set(elements)
        case (.map(let key, let value), _): return try map(constant, key, value, in: file, depth: depth)
        case (.named(let id), .integer(let number)):
            guard case .enumeration(let values) = program[id].kind else { throw mismatch(constant, resolved) }
            guard let value = value(number, of: id, values) else {
                throw IDLError("\(program[id].name.text) has no value \(number)", at: constant.location)
            }
            return .enumeration(id, value)
        case (.named(let id), .map(let entries)):
            guard case .structure(let structure) = program[id].kind else { throw mismatch(constant, resolved) }
            return try self.structure(entries, of: constant, as: structure, id, in: file, depth: depth)
        case (.named, _): throw mismatch(constant, resolved)
        }
    }

    // MARK: Scalars

    private func scalar(_ constant: ConstantSyntax, as type: BaseType) throws(IDLError) -> ConstantValue {
        switch (type, constant.kind) {
        case (.bool, .integer(0)), (.bool, .reference("false")): return .bool(false)
        case (.bool, .integer(1)), (.bool, .reference("true")): return .bool(true)
        case (.bool, .integer): throw IDLError("true or false was expected, or 1 or 0", at: constant.location)
        case (.double, .integer(let number)): return .double(Double(number))
        case (.double, .double(let number)): return .double(number)
        case (.string, .string(let text)): return .string(text)
        case (.binary, .string(let text)): return .binary(text)
        case (.uuid, .string(let text)):
            guard let value = Self.uuid(text) else {
                throw IDLError(
                    "a uuid is 32 hexadecimal digits, with hyphens after the 8th, 12th, 16th and 20th",
                    at: constant.location
                )
            }
            return value
        case (_, .integer(let number)): return .integer(try check(number, fits: type, constant))
        case (.i8, .reference(let word)), (.i16, .reference(let word)), (.i32, .reference(let word)),
            (.i64, .reference(let word)):
            // "true" and "false" are other words for the numbers 1 and 0.
            return .integer(word == "true" ? 1 : 0)
        default: throw mismatch(constant, .base(type))
        }
    }

    private func check(_ number: Int64, fits type: BaseType, _ constant: ConstantSyntax) throws(IDLError) -> Int64 {
        let fits: Bool
        switch type {
        case .i8: fits = Int8(exactly: number) != nil
        case .i16: fits = Int16(exactly: number) != nil
        case .i32: fits = Int32(exactly: number) != nil
        case .i64: fits = true
        default: throw mismatch(constant, .base(type))
        }
        guard fits else { throw IDLError("\(number) does not fit into an \(type.rawValue)", at: constant.location) }
        return number
    }

    private static func uuid(_ text: String) -> ConstantValue? {
        var digits = Array(text.utf8)
        if digits.first == UInt8(ascii: "{"), digits.last == UInt8(ascii: "}") {
            digits = Array(digits.dropFirst().dropLast())
        }
        guard digits.count == 36, [8, 13, 18, 23].allSatisfy({ digits[$0] == UInt8(ascii: "-") }) else { return nil }
        digits.removeAll { $0 == UInt8(ascii: "-") }
        let isHexadecimal = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        guard digits.count == 32, isHexadecimal,
            let high = UInt64(String(decoding: digits.prefix(16), as: UTF8.self), radix: 16),
            let low = UInt64(String(decoding: digits.suffix(16), as: UTF8.self), radix: 16)
        else { return nil }
        return .uuid(high: high, low: low)
    }

    // MARK: Containers

    private mutating func elements(
        of constant: ConstantSyntax,
        as type: IDLType,
        _ container: IDLType,
        in file: Int,
        depth: Int
    ) throws(IDLError) -> [ConstantValue] {
        // Both forms of nothing are the same.
        if case .map(let entries) = constant.kind, entries.isEmpty { return [] }
        guard case .list(let elements) = constant.kind else { throw mismatch(constant, container) }
        var values: [ConstantValue] = []
        for element in elements { values.append(try evaluate(element, as: type, in: file, depth: depth + 1)) }
        return values
    }

    private mutating func map(
        _ constant: ConstantSyntax,
        _ key: IDLType,
        _ value: IDLType,
        in file: Int,
        depth: Int
    ) throws(IDLError) -> ConstantValue {
        if case .list(let elements) = constant.kind, elements.isEmpty { return .map([]) }
        guard case .map(let entries) = constant.kind else { throw mismatch(constant, .map(key, value)) }
        var values: [ConstantValue.Entry] = []
        for entry in entries {
            values.append(
                .init(
                    key: try evaluate(entry.key, as: key, in: file, depth: depth + 1),
                    value: try evaluate(entry.value, as: value, in: file, depth: depth + 1)
                )
            )
        }
        // A dictionary of Swift that is written with a key twice ends the process.
        try checkAreUnique(values.map(\.key), key, of: constant)
        return .map(values)
    }

    // MARK: Structs

    private mutating func structure(
        _ entries: [ConstantSyntax.Entry],
        of constant: ConstantSyntax,
        as structure: Structure,
        _ id: DeclarationID,
        in file: Int,
        depth: Int
    ) throws(IDLError) -> ConstantValue {
        let name = program[id].name.text
        try count(structure.fields.count, at: constant.location)
        var values: [Int: ConstantValue] = [:]
        for entry in entries {
            guard case .string(let field) = entry.key.kind else {
                throw IDLError("the name of a field of \(name) was expected, in quotes", at: entry.key.location)
            }
            guard let index = index(of: field, in: id) else {
                throw IDLError("\(name) has no field \"\(field)\"", at: entry.key.location)
            }
            guard values[index] == nil else {
                throw IDLError("the field \"\(field)\" is given twice", at: entry.key.location)
            }
            let value = try evaluate(entry.value, as: structure.fields[index].type, in: file, depth: depth + 1)
            values[index] = value
        }
        let given = values.map { ConstantValue.FieldValue(field: $0.key, value: $0.value) }.sorted {
            $0.field < $1.field
        }
        guard structure.kind != .union else {
            guard values.count == 1 else {
                throw IDLError("\(name) is a union: one of its fields must be given", at: constant.location)
            }
            return .structure(id, given)
        }
        for (index, field) in structure.fields.enumerated() where values[index] == nil {
            // It becomes a part of the value.
            try evaluateDefault(of: id, index, at: constant.location, depth: depth + 1)
            guard field.requiredness != .required || defaults[ConstantKey(id: id, field: index)] != nil else {
                throw IDLError("the field \"\(field.name.text)\" of \(name) is required", at: constant.location)
            }
        }
        return .structure(id, given)
    }

    /// The error that a constant is of another type.
    func mismatch(_ constant: ConstantSyntax, _ type: IDLType) -> IDLError {
        let found =
            switch constant.kind {
            case .integer(let number): "the number \(number)"
            case .double(let number): "the number \(number)"
            case .string: "a text"
            case .reference(let name): "\"\(name)\""
            case .list: "a list"
            case .map: "a map"
            }
        return IDLError("\(describe(type)) was expected, not \(found)", at: constant.location)
    }

    /// A type in a message: `a list`, `an i32`, `a Color`.
    func describe(_ type: IDLType) -> String {
        switch type {
        case .base(let base): base.rawValue.hasPrefix("i") ? "an \(base.rawValue)" : "a \(base.rawValue)"
        case .list: "a list"
        case .set: "a set"
        case .map: "a map"
        case .named(let id): "a value of \(program[id].name.text)"
        }
    }
}
