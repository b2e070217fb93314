extension Resolver {
    /// The value of a name: another constant, or a value of an enum.
    ///
    /// - Parameters:
    ///   - name: The name as it is written.
    ///   - type: The type that the value must have, without typedefs.
    ///   - file: Where it is written.
    ///   - depth: By how many constants it was referred to.
    mutating func reference(
        _ name: Name,
        as type: IDLType,
        in file: Int,
        depth: Int
    ) throws(IDLError) -> ConstantValue {
        if let (id, value) = try enumValue(name, in: file) { return try convert(value, of: id, to: type, name) }
        guard let id = constant(name.text, in: file), case .constant(let own, _) = program[id].kind else {
            throw unknown("constant", name, in: file)
        }
        try evaluateConstant(id, at: name.location, depth: depth + 1)
        if program.resolved(own) == type { return .constant(id) }
        // A number may be meant as another type, and an integer as a double: the value is read again as that type.
        guard case .constant(_, let syntax) = syntax(id).kind else { throw unknown("constant", name, in: file) }
        do {
            return try evaluate(syntax, as: type, in: id.file, depth: depth + 1)
        } catch {
            // A bound that is exceeded says nothing of the type.
            guard constantCount <= limits.constantCount else { throw error }
            throw IDLError("\(describe(type)) was expected, which \"\(name.text)\" is not", at: name.location)
        }
    }

    /// The enum and the value that a name stands for: `Color.RED`, `shared.Color.RED`.
    private mutating func enumValue(_ name: Name, in file: Int) throws(IDLError) -> (DeclarationID, EnumValue)? {
        guard let (head, member) = split(name.text), let id = declaration(head, in: file),
            case .named(let target) = program.resolved(.named(id)),
            case .enumeration(let values) = program[target].kind
        else { return nil }
        guard let index = index(of: member, in: target) else {
            throw IDLError("\(program[target].name.text) has no value \"\(member)\"", at: name.location)
        }
        return (target, values[index])
    }

    private func convert(
        _ value: EnumValue,
        of id: DeclarationID,
        to type: IDLType,
        _ name: Name
    ) throws(IDLError) -> ConstantValue {
        let number = Int64(value.number)
        switch type {
        case .named(id): return .enumeration(id, value.number)
        case .base(.i8) where Int8(exactly: number) != nil: return .integer(number)
        case .base(.i16) where Int16(exactly: number) != nil: return .integer(number)
        case .base(.i32), .base(.i64): return .integer(number)
        case .base(.double): return .double(Double(number))
        default:
            throw IDLError(
                "\(describe(type)) was expected, not the value \"\(name.text)\" of an enum",
                at: name.location
            )
        }
    }
}
