extension Resolver {
    /// Refuses definitions that would have the same name in the same Swift module, in a file and all that it includes.
    func checkSwiftNames(of root: Int) throws(IDLError) {
        var names: [String: [String: Name]] = [:]
        for file in reachable(from: root) {
            let module = program.files[file].module ?? ""
            var constants: [String: Name] = [:]
            for declaration in program.files[file].declarations where !program.isRepetition(declaration, in: file) {
                let name = declaration.name
                var swiftNames = [declaration.swiftName]
                switch declaration.kind {
                case .constant:
                    try SwiftName.check(declaration.swiftName, of: name, "constant", in: &constants)
                    swiftNames = []
                case .service: swiftNames += SwiftServiceNames(declaration.swiftName).all
                case .typedef, .enumeration, .structure: break
                }
                for swiftName in swiftNames { try check(swiftName, of: name, in: &names[module, default: [:]]) }
                try checkMessages(of: declaration)
            }
            if let first = program.files[file].declarations.first(where: { $0.isConstant }) {
                let swiftName = SwiftName.constants(ofFileAt: program.files[file].path)
                let name = Name(text: swiftName, location: first.name.location)
                try check(swiftName, of: name, in: &names[module, default: [:]])
            }
        }
    }

    private func reachable(from root: Int) -> [Int] {
        var seen: Set<Int> = [root]
        var stack = [root]
        while let file = stack.popLast() {
            for next in files[file].includes.values where seen.insert(next).inserted { stack.append(next) }
        }
        return seen.sorted()
    }

    private func check(_ swiftName: String, of name: Name, in names: inout [String: Name]) throws(IDLError) {
        guard let previous = names.updateValue(name, forKey: swiftName) else { return }
        throw IDLError(
            "\"\(swiftName)\" in Swift is also made of \"\(previous.text)\" (\(previous.location)): "
                + "give one of them another name with (\(Annotations.swiftName) = …), or the files different Swift namespaces",
            at: name.location
        )
    }

    /// Refuses methods whose structs would have the same name, and types in the signature of a method that have the name of one
    /// of these structs, which would hide them.
    private func checkMessages(of declaration: Declaration) throws(IDLError) {
        guard case .service(let service) = declaration.kind else { return }
        var taken: [String: Name] = [:]
        for function in service.functions {
            for name in [function.swiftName] + SwiftMessageNames(function).all {
                try SwiftName.check(name, of: function.name, "method", in: &taken)
            }
        }
        let messages = Set(service.functions.flatMap { SwiftMessageNames($0).all })
        for function in service.functions {
            let types = (function.arguments + function.exceptions).map(\.type) + (function.result.map { [$0] } ?? [])
            for name in types.flatMap(names) where messages.contains(name) {
                throw IDLError(
                    "the type \"\(name)\" has the name of a struct for messages of this service: "
                        + "give it another name with (\(Annotations.swiftName) = …)",
                    at: function.name.location
                )
            }
        }
    }

    private func names(of type: IDLType) -> [String] {
        switch type {
        case .base: []
        case .list(let element), .set(let element): names(of: element)
        case .map(let key, let value): names(of: key) + names(of: value)
        case .named(let id): [program[id].swiftName]
        }
    }
}

extension Declaration {
    /// Whether it is a constant.
    var isConstant: Bool { if case .constant = kind { true } else { false } }
}
