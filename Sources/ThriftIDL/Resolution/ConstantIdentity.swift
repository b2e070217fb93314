/// What two constants have in common if their values are equal in Swift: references are followed, fields that are not given
/// have the values that Swift gives them, and the order in sets and maps does not count.
indirect enum ConstantIdentity: Hashable {
    case value(ConstantValue)
    case list([ConstantIdentity])
    case set(Set<ConstantIdentity>)
    case map([ConstantIdentity: ConstantIdentity])
    case structure([Int: ConstantIdentity])
}

extension Resolver {
    /// Refuses elements of a set, or keys of a map, that are there twice.
    mutating func checkAreUnique(
        _ values: [ConstantValue],
        _ type: IDLType,
        of constant: ConstantSyntax
    ) throws(IDLError) {
        var seen: Set<ConstantIdentity> = []
        for (index, value) in values.enumerated() {
            let identity = try identity(of: value, at: constant.location, depth: 0)
            guard !seen.insert(identity).inserted else { continue }
            let place: SourceLocation =
                switch constant.kind {
                case .list(let elements): elements[index].location
                case .map(let entries): entries[index].key.location
                default: constant.location
                }
            throw IDLError("the same value is there already", at: place)
        }
    }

    private mutating func identity(
        of value: ConstantValue,
        at place: SourceLocation,
        depth: Int
    ) throws(IDLError) -> ConstantIdentity {
        guard depth <= 2 * limits.nesting else {
            throw IDLError("there are more than \(2 * limits.nesting) constants inside one another", at: place)
        }
        // References make many values of few constants: they count as if they were written out.
        try count(1, at: place)
        switch value {
        case .constant(let id):
            guard case .constant(_, let value) = program[id].kind else { return .value(value) }
            return try identity(of: value, at: place, depth: depth + 1)
        case .list(let elements):
            var identities: [ConstantIdentity] = []
            for element in elements { identities.append(try identity(of: element, at: place, depth: depth + 1)) }
            return .list(identities)
        case .set(let elements):
            var identities: Set<ConstantIdentity> = []
            for element in elements { identities.insert(try identity(of: element, at: place, depth: depth + 1)) }
            return .set(identities)
        case .map(let entries):
            var identities: [ConstantIdentity: ConstantIdentity] = [:]
            for entry in entries {
                identities[try identity(of: entry.key, at: place, depth: depth + 1)] = try identity(
                    of: entry.value,
                    at: place,
                    depth: depth + 1
                )
            }
            return .map(identities)
        case .structure(let id, let given):
            return try identity(of: given, id, at: place, depth: depth + 1)
        default: return .value(value)
        }
    }

    private mutating func identity(
        of given: [ConstantValue.FieldValue],
        _ id: DeclarationID,
        at place: SourceLocation,
        depth: Int
    ) throws(IDLError) -> ConstantIdentity {
        guard case .structure(let structure) = program[id].kind else { return .structure([:]) }
        try count(structure.fields.count, at: place)
        var identities: [Int: ConstantIdentity] = [:]
        for value in given { identities[value.field] = try identity(of: value.value, at: place, depth: depth + 1) }
        guard structure.kind != .union else { return .structure(identities) }
        for (index, field) in structure.fields.enumerated() where identities[index] == nil {
            let value =
                defaults[ConstantKey(id: id, field: index)]
                ?? (field.requiredness == .optional ? nil : zero(of: field.type))
            guard let value else { continue }
            identities[index] = try identity(of: value, at: place, depth: depth + 1)
        }
        return .structure(identities)
    }

    /// The value of a field that is not given; `nil` for structs, which are missing then.
    private func zero(of type: IDLType) -> ConstantValue? {
        switch program.resolved(type) {
        case .base(.bool): .bool(false)
        case .base(.i8), .base(.i16), .base(.i32), .base(.i64): .integer(0)
        case .base(.double): .double(0)
        case .base(.string): .string("")
        case .base(.binary): .binary("")
        case .base(.uuid): .uuid(high: 0, low: 0)
        case .list: .list([])
        case .set: .set([])
        case .map: .map([])
        case .named(let id):
            if case .enumeration = program[id].kind { .enumeration(id, 0) } else { nil }
        }
    }
}
