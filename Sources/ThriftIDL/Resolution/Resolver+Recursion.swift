extension Resolver {
    /// Finds the structs and unions that may be inside themselves without a container between, and refuses those that
    /// always are.
    mutating func findRecursion() throws(IDLError) {
        let structures = declarations { if case .structure = $0.kind { true } else { false } }
        let required = Components(structures) { id in
            members(of: id) { $0.kind != .union && $1.requiredness == .required }
        }
        if let id = structures.first(where: { required.isRecursive($0) }) {
            let name = program[id].name
            throw IDLError(
                "\"\(name.text)\" needs a value of itself, which has no end: make it optional",
                at: name.location
            )
        }

        let all = Components(structures) { id in members(of: id) { _, _ in true } }
        for id in structures where all.isRecursive(id) {
            modify(id) { $0.isRecursive = $0.kind == .union }
        }
        // The cases of a recursive union are elsewhere already, so only circles of structs are left.
        let rest = Components(structures) { id in members(of: id) { structure, _ in !structure.isRecursive } }
        for id in structures where rest.isRecursive(id) {
            guard case .structure(let structure) = program[id].kind else { continue }
            let areIndirect = structure.fields.map { field in
                guard case .named(let member) = program.resolved(field.type) else { return false }
                return rest.areTogether(id, member)
            }
            modify(id) { structure in
                for (index, isIndirect) in areIndirect.enumerated() { structure.fields[index].isIndirect = isIndirect }
            }
        }
    }

    /// The structs and unions that stand in fields of a struct.
    private func members(of id: DeclarationID, where isWanted: (Structure, Field) -> Bool) -> [DeclarationID] {
        guard case .structure(let structure) = program[id].kind else { return [] }
        return structure.fields.compactMap { field in
            guard isWanted(structure, field), case .named(let member) = program.resolved(field.type),
                case .structure = program[member].kind
            else { return nil }
            return member
        }
    }

    mutating func modify(_ id: DeclarationID, _ change: (inout Structure) -> Void) {
        guard case .structure(var structure) = program[id].kind else { return }
        change(&structure)
        program.files[id.file].declarations[id.index].kind = .structure(structure)
    }
}
