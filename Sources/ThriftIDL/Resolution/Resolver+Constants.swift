/// A constant, or the default value of a field, by where it is defined.
struct ConstantKey: Hashable {
    var id: DeclarationID
    /// The index of the field.
    var field: Int?
}

extension Resolver {
    /// Evaluates all constants and default values.
    mutating func evaluateAll() throws(IDLError) {
        for file in files.indices {
            for (index, definition) in files[file].document.definitions.enumerated() {
                let id = DeclarationID(file: file, index: index)
                switch definition.kind {
                case .constant: try evaluateConstant(id, at: definition.name.location, depth: 0)
                case .structure(_, let fields):
                    for (index, field) in fields.enumerated() where field.defaultValue != nil {
                        try evaluateDefault(of: id, index, at: field.name.location, depth: 0)
                    }
                case .service(_, let functions): try evaluateDefaults(of: id, functions)
                case .typedef, .enumeration: break
                }
            }
        }
        for id in declarations(where: { if case .structure = $0.kind { true } else { false } }) {
            let values = defaults
            modify(id) { structure in
                for index in structure.fields.indices {
                    structure.fields[index].defaultValue = values[ConstantKey(id: id, field: index)]
                }
            }
        }
    }

    /// Evaluates a constant unless it has been.
    mutating func evaluateConstant(_ id: DeclarationID, at place: SourceLocation, depth: Int) throws(IDLError) {
        guard case .constant(let type, _) = program[id].kind, case .constant(_, let syntax) = syntax(id).kind else {
            return
        }
        let key = ConstantKey(id: id)
        guard try begin(key, at: place) else { return }
        let value = try evaluate(syntax, as: type, in: id.file, depth: depth)
        end(key)
        program.files[id.file].declarations[id.index].kind = .constant(type, value)
    }

    /// Evaluates the default value of a field of a struct, if there is one, unless it has been.
    mutating func evaluateDefault(
        of id: DeclarationID,
        _ index: Int,
        at place: SourceLocation,
        depth: Int
    ) throws(IDLError) {
        guard case .structure(_, let fields) = syntax(id).kind, let syntax = fields[index].defaultValue,
            case .structure(let structure) = program[id].kind
        else { return }
        let key = ConstantKey(id: id, field: index)
        guard try begin(key, at: place) else { return }
        let value = try evaluate(syntax, as: structure.fields[index].type, in: id.file, depth: depth)
        end(key)
        defaults[key] = value
    }

    private mutating func evaluateDefaults(of id: DeclarationID, _ functions: [FunctionSyntax]) throws(IDLError) {
        guard case .service(var service) = program[id].kind else { return }
        for (index, function) in functions.enumerated() {
            for (argument, field) in function.arguments.enumerated() {
                guard let syntax = field.defaultValue else { continue }
                let type = service.functions[index].arguments[argument].type
                let value = try evaluate(syntax, as: type, in: id.file, depth: 0)
                service.functions[index].arguments[argument].defaultValue = value
            }
        }
        program.files[id.file].declarations[id.index].kind = .service(service)
    }

    /// Whether a constant is still to be evaluated.
    private mutating func begin(_ key: ConstantKey, at place: SourceLocation) throws(IDLError) -> Bool {
        guard !evaluated.contains(key) else { return false }
        guard isEvaluating.insert(key).inserted else {
            throw IDLError("the value is needed for itself", at: place)
        }
        return true
    }

    private mutating func end(_ key: ConstantKey) {
        isEvaluating.remove(key)
        evaluated.insert(key)
    }
}
