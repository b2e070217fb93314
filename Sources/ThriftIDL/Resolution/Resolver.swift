/// Finds what every name stands for and checks what the grammar does not.
///
/// What depends on each other is followed without recursion, or no deeper than ``IDLLimits/nesting``.
struct Resolver {
    let files: [LoadedFile]
    let limits: IDLLimits

    /// The types and services of each file, and its constants, by their names.
    private(set) var types: [[String: Int]] = []
    private(set) var constants: [[String: Int]] = []

    /// What has been resolved so far.
    var program: Program

    /// Constants, and default values, that are being evaluated: they cannot be used for themselves.
    var isEvaluating: Set<ConstantKey> = []
    var evaluated: Set<ConstantKey> = []
    var constantCount = 0

    /// The default values of fields of structs that have been evaluated.
    var defaults: [ConstantKey: ConstantValue] = [:]

    /// The values of enums, and the fields of structs, by their names in the IDL; made when they are asked for.
    private var indices: [DeclarationID: [String: Int]] = [:]
    private var numbers: [DeclarationID: [Int64: Int32]] = [:]

    init(files: [LoadedFile], limits: IDLLimits) {
        self.files = files
        self.limits = limits
        program = Program(files: [], roots: [])
    }

    /// Checks all files.
    mutating func program(roots: [Int]) throws(IDLError) -> Program {
        program.roots = roots
        for file in files { try declare(file) }
        for file in files.indices { try resolveDeclarations(of: file) }
        try checkTypedefs()
        try checkServices()
        try findRecursion()
        try evaluateAll()
        for root in roots { try checkSwiftNames(of: root) }
        return program
    }

    // MARK: Names

    private mutating func declare(_ file: LoadedFile) throws(IDLError) {
        var types: [String: Int] = [:]
        var constants: [String: Int] = [:]
        for (index, definition) in file.document.definitions.enumerated() {
            let name = definition.name
            let previous: Int?
            if case .constant = definition.kind {
                previous = constants.updateValue(index, forKey: name.text)
            } else {
                previous = types.updateValue(index, forKey: name.text)
            }
            guard let previous else { continue }
            let place = file.document.definitions[previous].name.location
            throw IDLError("\"\(name.text)\" is defined already, in line \(place.line)", at: name.location)
        }
        self.types.append(types)
        self.constants.append(constants)
    }

    /// The definition of a type or service that a name in a file stands for.
    func declaration(_ name: String, in file: Int) -> DeclarationID? {
        if let index = types[file][name] { return DeclarationID(file: file, index: index) }
        guard let (include, name) = split(name), let file = files[file].includes[include] else { return nil }
        return types[file][name].map { DeclarationID(file: file, index: $0) }
    }

    /// The constant that a name in a file stands for.
    func constant(_ name: String, in file: Int) -> DeclarationID? {
        if let index = constants[file][name] { return DeclarationID(file: file, index: index) }
        guard let (include, name) = split(name), let file = files[file].includes[include] else { return nil }
        return constants[file][name].map { DeclarationID(file: file, index: $0) }
    }

    /// What stands before and behind the last dot.
    func split(_ name: String) -> (String, String)? {
        guard let dot = name.lastIndex(of: ".") else { return nil }
        return (String(name[..<dot]), String(name[name.index(after: dot)...]))
    }

    /// The error that a name stands for nothing.
    func unknown(_ what: String, _ name: Name, in file: Int) -> IDLError {
        if let (include, member) = split(name.text), let included = files[file].includes[include] {
            return IDLError("there is no \(what) \"\(member)\" in \(files[included].path)", at: name.location)
        }
        if let (include, _) = split(name.text) {
            return IDLError(
                "there is no \(what) \"\(name.text)\": no included file is called \"\(include)\"",
                at: name.location
            )
        }
        return IDLError("there is no \(what) \"\(name.text)\"", at: name.location)
    }

    /// The index of a value of an enum, or of a field of a struct.
    mutating func index(of name: String, in id: DeclarationID) -> Int? {
        if indices[id] == nil {
            let names: [String] =
                switch program[id].kind {
                case .enumeration(let values): values.map(\.name.text)
                case .structure(let structure): structure.fields.map(\.name.text)
                case .typedef, .constant, .service: []
                }
            indices[id] = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
        }
        return indices[id]?[name]
    }

    /// The value of an enum that has a number.
    mutating func value(_ number: Int64, of id: DeclarationID, _ values: [EnumValue]) -> Int32? {
        if numbers[id] == nil {
            let pairs = values.map { (Int64($0.number), $0.number) }
            numbers[id] = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        }
        return numbers[id]?[number]
    }

    /// Counts constants that are evaluated or compared.
    mutating func count(_ number: Int, at place: SourceLocation) throws(IDLError) {
        constantCount += number
        guard constantCount <= limits.constantCount else {
            throw IDLError("there are more than \(limits.constantCount) constants", at: place)
        }
    }

    /// The definition as it is written.
    func syntax(_ id: DeclarationID) -> DefinitionSyntax { files[id.file].document.definitions[id.index] }
}
