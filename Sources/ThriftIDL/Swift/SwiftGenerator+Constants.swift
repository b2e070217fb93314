extension SwiftGenerator {
    /// A constant as an expression, which may have several lines.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - type: Its type, which is known where the expression stands.
    ///   - indentation: How far its lines are indented.
    ///   - column: How many characters stand before it in its line.
    ///   - isVisible: Whether it stands where others see it.
    mutating func expression(
        _ value: ConstantValue,
        _ type: IDLType,
        indentation: Int = 0,
        column: Int = 0,
        isVisible: Bool = false
    ) -> String {
        let (head, tail) = brackets(of: value, isVisible: isVisible)
        guard let head else { return scalar(value, isVisible: isVisible) }
        let inner = indentation + 4
        let items = items(of: value, program.resolved(type)).map { item in
            item.label
                + expression(
                    item.value,
                    item.type,
                    indentation: inner,
                    column: inner + item.label.count,
                    isVisible: isVisible
                )
        }
        let line = head + items.joined(separator: ", ") + tail
        let isShort = column + line.count < SwiftWriter.lineLength && !line.contains("\n")
        guard !isShort, !items.isEmpty else { return line.isEmpty ? head + tail : line }
        let margin = String(repeating: " ", count: inner)
        // A comma behind the last one is common in literals, and not in calls.
        let end = head == "[" ? "," : ""
        return head + "\n" + items.map { margin + $0 }.joined(separator: ",\n") + end + "\n"
            + String(repeating: " ", count: indentation) + tail
    }

    /// What encloses a value that has parts; `nil` for one that has none.
    private mutating func brackets(of value: ConstantValue, isVisible: Bool) -> (head: String?, tail: String) {
        switch value {
        case .list, .set: ("[", "]")
        case .map(let entries): (entries.isEmpty ? "[:" : "[", "]")
        case .structure(let id, let fields):
            if case .structure(let structure) = program[id].kind, structure.kind == .union, let field = fields.first {
                (
                    "\(name(id, isVisible: isVisible)).\(structure.fields[field.field].swiftName)(",
                    ")"
                )
            } else {
                ("\(name(id, isVisible: isVisible))(", ")")
            }
        default: (nil, "")
        }
    }

    private typealias Item = (label: String, value: ConstantValue, type: IDLType)

    private mutating func items(of value: ConstantValue, _ type: IDLType) -> [Item] {
        switch (value, type) {
        case (.list(let elements), .list(let type)), (.set(let elements), .set(let type)):
            return elements.map { ("", $0, type) }
        case (.map(let entries), .map(let key, let type)):
            return entries.map { entry in
                (expression(entry.key, key) + ": ", entry.value, type)
            }
        case (.structure(let id, let fields), _):
            guard case .structure(let structure) = program[id].kind else { return [] }
            return fields.map { field in
                let member = structure.fields[field.field]
                let label = structure.kind == .union ? "" : SwiftName.label(member.swiftName) + ": "
                return (label, field.value, member.type)
            }
        default: return []
        }
    }

    private mutating func scalar(_ value: ConstantValue, isVisible: Bool) -> String {
        switch value {
        case .bool(let value): return "\(value)"
        case .integer(let number): return Self.grouped(number)
        case .double(let number): return "\(number)"
        case .string(let text): return Self.quoted(text)
        case .binary(let text): return text.isEmpty ? "[]" : "\(runtime("ThriftBinary"))(\(Self.quoted(text)).utf8)"
        case .uuid(let high, let low):
            return "\(runtime("ThriftUUID"))(high: \(Self.hexadecimal(high)), low: \(Self.hexadecimal(low)))"
        case .enumeration(let id, let number):
            let enumeration = name(id, isVisible: isVisible)
            guard case .enumeration(let values) = program[id].kind,
                let value = values.first(where: { $0.number == number })
            else { return "\(enumeration)(rawValue: \(number))" }
            return "\(enumeration).\(value.swiftName)"
        case .constant(let id):
            let constants = name(id, SwiftName.constants(ofFileAt: program.files[id.file].path), isVisible: isVisible)
            return "\(constants).\(program[id].swiftName)"
        case .list, .set, .map, .structure: return ""
        }
    }

    /// A number, in groups of three digits if it is a long one.
    private static func grouped(_ number: Int64) -> String {
        let digits = Array(String(number.magnitude))
        guard digits.count > 6 else { return "\(number)" }
        let groups = digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index).isMultiple(of: 3) ? "_\(digit)" : "\(digit)"
        }
        return (number < 0 ? "-" : "") + groups.joined()
    }

    /// Eight bytes in groups of two.
    private static func hexadecimal(_ number: UInt64) -> String {
        let groups = stride(from: 48, through: 0, by: -16).map { shift in
            let digits = String((number >> UInt64(shift)) & 0xFFFF, radix: 16, uppercase: true)
            return String(repeating: "0", count: 4 - digits.count) + digits
        }
        return "0x\(groups.joined(separator: "_"))"
    }

    /// A text in quotes.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _
            where [.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory):
                quoted += "\\u{\(String(scalar.value, radix: 16))}"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// What a field that is not given has: its default value, zero, nothing; `nil` when it must be given.
    ///
    /// - Parameter column: How many characters stand before it in its line.
    mutating func initialValue(_ field: Field, _ form: FieldForm, column: Int = 0) -> String? {
        if let value = field.defaultValue {
            return expression(value, field.type, indentation: out.indentation, column: column, isVisible: true)
        }
        switch form {
        case .required: return nil
        case .optional: return "nil"
        case .normal: return zero(field.type)
        }
    }

    private mutating func zero(_ type: IDLType) -> String? {
        switch program.resolved(type) {
        case .base(.bool): return "false"
        case .base(.string): return "\"\""
        case .base(.binary): return "[]"
        case .base(.uuid): return "\(runtime("ThriftUUID"))()"
        case .base: return "0"
        case .list, .set: return "[]"
        case .map: return "[:]"
        case .named(let id):
            guard case .enumeration(let values) = program[id].kind else { return nil }
            guard let value = values.first(where: { $0.number == 0 }) else { return "\(self.type(type))(rawValue: 0)" }
            return "\(self.type(type)).\(value.swiftName)"
        }
    }
}
