extension Resolver {
    /// Resolves what a file defines, except for the values of constants.
    mutating func resolveDeclarations(of file: Int) throws(IDLError) {
        let document = files[file].document
        var declarations: [Declaration] = []
        for definition in document.definitions {
            let kind: Declaration.Kind
            switch definition.kind {
            case .typedef(let type): kind = .typedef(try resolve(type, in: file))
            // The value comes later, when all types are known.
            case .constant(let type, _): kind = .constant(try resolve(type, in: file), .bool(false))
            case .enumeration(let values): kind = .enumeration(try enumeration(values))
            case .structure(let structure, let fields):
                kind = .structure(Structure(kind: structure, fields: try resolve(fields, "field", in: file)))
            case .service(let parent, let functions): kind = .service(try service(parent, functions, in: file))
            }
            declarations.append(
                Declaration(
                    kind: kind,
                    name: definition.name,
                    swiftName: try swiftName(of: definition),
                    documentation: definition.documentation
                )
            )
        }
        program.files.append(
            File(path: files[file].path, module: document.module?.text, declarations: declarations)
        )
    }

    private func swiftName(of definition: DefinitionSyntax) throws(IDLError) -> String {
        if case .constant = definition.kind {
            return try SwiftName.chosen(for: definition.name, definition.annotations, SwiftName.member)
        }
        return try SwiftName.chosen(for: definition.name, definition.annotations, SwiftName.type)
    }

    func resolve(_ type: TypeSyntax, in file: Int) throws(IDLError) -> IDLType {
        switch type.kind {
        case .base(let base): return .base(base)
        case .list(let element): return .list(try resolve(element, in: file))
        case .set(let element): return .set(try resolve(element, in: file))
        case .map(let key, let value): return .map(try resolve(key, in: file), try resolve(value, in: file))
        case .named(let text):
            let name = Name(text: text, location: type.location)
            guard let id = declaration(text, in: file) else { throw unknown("type", name, in: file) }
            if case .service = syntax(id).kind {
                throw IDLError("\"\(text)\" is a service, not a type", at: type.location)
            }
            return .named(id)
        }
    }

    private func resolve(_ fields: [FieldSyntax], _ what: String, in file: Int) throws(IDLError) -> [Field] {
        var resolved: [Field] = []
        var names: [String: Name] = [:]
        var ids: [Int16: Name] = [:]
        for field in fields {
            let name = field.name
            if let previous = ids.updateValue(name, forKey: field.id) {
                throw IDLError("the \(what) \"\(previous.text)\" has the id \(field.id) already", at: name.location)
            }
            let swiftName = try SwiftName.chosen(for: name, field.annotations, SwiftName.member)
            try SwiftName.check(swiftName, of: name, what, in: &names)
            resolved.append(
                Field(
                    id: field.id,
                    requiredness: field.requiredness,
                    type: try resolve(field.type, in: file),
                    name: name,
                    swiftName: swiftName,
                    documentation: field.documentation
                )
            )
        }
        return resolved
    }

    private func enumeration(_ values: [EnumValueSyntax]) throws(IDLError) -> [EnumValue] {
        var resolved: [EnumValue] = []
        var names: [String: Name] = [:]
        for value in values {
            let swiftName = try SwiftName.chosen(for: value.name, value.annotations, SwiftName.member)
            try SwiftName.check(swiftName, of: value.name, "value", in: &names)
            resolved.append(
                EnumValue(
                    name: value.name,
                    swiftName: swiftName,
                    number: value.number,
                    documentation: value.documentation
                )
            )
        }
        return resolved
    }

    private func service(
        _ parent: Name?,
        _ functions: [FunctionSyntax],
        in file: Int
    ) throws(IDLError) -> Service {
        var service = Service(functions: [])
        if let parent {
            guard let id = declaration(parent.text, in: file) else { throw unknown("service", parent, in: file) }
            guard case .service = syntax(id).kind else {
                throw IDLError("\"\(parent.text)\" is no service", at: parent.location)
            }
            service.parent = id
        }
        for function in functions {
            service.functions.append(
                Function(
                    name: function.name,
                    swiftName: try SwiftName.chosen(for: function.name, function.annotations, SwiftName.method),
                    isOneway: function.isOneway,
                    isIdempotent: function.annotations.values[Annotations.idempotent] != nil,
                    result: try resolveResult(function.result, in: file),
                    arguments: try resolve(function.arguments, "argument", in: file),
                    exceptions: try resolve(function.exceptions, "exception", in: file),
                    documentation: function.documentation
                )
            )
        }
        return service
    }

    private func resolveResult(_ result: TypeSyntax?, in file: Int) throws(IDLError) -> IDLType? {
        guard let result else { return nil }
        return try resolve(result, in: file)
    }
}
