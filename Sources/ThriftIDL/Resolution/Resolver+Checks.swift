extension Resolver {
    /// Refuses typedefs that stand for themselves, also inside a container: they have no end.
    func checkTypedefs() throws(IDLError) {
        let typedefs = declarations { if case .typedef = $0.kind { true } else { false } }
        let components = Components(typedefs) { id in
            guard case .typedef(let type) = program[id].kind else { return [] }
            return directTypedefs(in: type)
        }
        for id in typedefs {
            let name = program[id].name
            guard !components.isRecursive(id) else {
                throw IDLError("\"\(name.text)\" stands for itself", at: name.location)
            }
            var count = 0
            var next = id
            while case .typedef(.named(let target)) = program[next].kind {
                next = target
                count += 1
                guard count <= limits.nesting else {
                    throw IDLError("there are more than \(limits.nesting) typedefs in a row", at: name.location)
                }
            }
        }
    }

    /// The definitions of a kind.
    func declarations(where isWanted: (Declaration) -> Bool) -> [DeclarationID] {
        program.files.indices.flatMap { file in
            program.files[file].declarations.indices
                .filter { isWanted(program.files[file].declarations[$0]) }
                .map { DeclarationID(file: file, index: $0) }
        }
    }

    /// The typedefs that a type is written with.
    private func directTypedefs(in type: IDLType) -> [DeclarationID] {
        switch type {
        case .base: []
        case .list(let element), .set(let element): directTypedefs(in: element)
        case .map(let key, let value): directTypedefs(in: key) + directTypedefs(in: value)
        case .named(let id): if case .typedef = program[id].kind { [id] } else { [] }
        }
    }

    /// Refuses services that extend themselves, methods that a service has twice, and what is thrown but no exception.
    func checkServices() throws(IDLError) {
        var methodCount = 0
        for id in declarations(where: { if case .service = $0.kind { true } else { false } }) {
            guard case .service(let service) = program[id].kind else { continue }
            try checkMethods(of: id, &methodCount)
            for function in service.functions {
                for exception in function.exceptions { try checkIsException(exception) }
            }
        }
    }

    private func checkMethods(of id: DeclarationID, _ methodCount: inout Int) throws(IDLError) {
        let location = program[id].name.location
        var seen: Set<DeclarationID> = []
        var chain: [Service] = []
        var next: DeclarationID? = id
        while let id = next, case .service(let service) = program[id].kind {
            guard seen.insert(id).inserted else { throw IDLError("the service extends itself", at: location) }
            guard chain.count < limits.nesting else {
                throw IDLError("there are more than \(limits.nesting) services in a row", at: location)
            }
            methodCount += service.functions.count
            guard methodCount <= limits.methodCount else {
                throw IDLError(
                    "there are more than \(limits.methodCount) methods, inherited ones included",
                    at: location
                )
            }
            chain.append(service)
            next = service.parent
        }
        var names: [String: Name] = [:]
        for service in chain.reversed() {
            for function in service.functions {
                try SwiftName.check(function.swiftName, of: function.name, "method", in: &names)
            }
        }
    }

    private func checkIsException(_ field: Field) throws(IDLError) {
        guard field.id != 0 else {
            throw IDLError("0 is the id of what the method returns", at: field.name.location)
        }
        guard case .named(let id) = program.resolved(field.type),
            case .structure(let structure) = program[id].kind, structure.kind == .exception
        else {
            throw IDLError("\"\(field.name.text)\" cannot be thrown: it is no exception", at: field.name.location)
        }
    }
}
