extension Parser {
    /// Reads a definition.
    mutating func definition() throws(IDLError) -> DefinitionSyntax {
        let documentation = token.documentation
        guard case .identifier(let word) = token.kind else { throw expected(Self.definitions) }
        var definition: DefinitionSyntax
        switch word {
        case "typedef": definition = try typedef()
        case "const": definition = try constantDefinition()
        case "enum": definition = try enumeration()
        case "struct", "union", "exception": definition = try structure(StructureKind(rawValue: word) ?? .structure)
        case "service": definition = try service()
        case "include", "cpp_include", "namespace":
            throw IDLError("\"\(word)\" stands before all definitions", at: token.location)
        case "senum":
            throw IDLError("senum is gone from the IDL: use string", at: token.location)
        default: throw expected(Self.definitions)
        }
        definition.documentation = documentation
        return definition
    }

    private static let definitions = "a typedef, const, enum, struct, union, exception or service"

    private mutating func typedef() throws(IDLError) -> DefinitionSyntax {
        try advance()
        let type = try type()
        let name = try name(of: "a typedef")
        let annotations = try annotations()
        try skipSeparator()
        return DefinitionSyntax(kind: .typedef(type), name: name, annotations: annotations, documentation: [])
    }

    private mutating func constantDefinition() throws(IDLError) -> DefinitionSyntax {
        try advance()
        let type = try type()
        let name = try name(of: "a constant", allowsKeywords: true)
        try expect("=", "after the name of the constant")
        let value = try constant()
        let annotations = try annotations()
        try skipSeparator()
        return DefinitionSyntax(kind: .constant(type, value), name: name, annotations: annotations, documentation: [])
    }

    private mutating func enumeration() throws(IDLError) -> DefinitionSyntax {
        try advance()
        let name = try name(of: "an enum")
        try expect("{", "after the name of the enum")
        var values: [EnumValueSyntax] = []
        while try !skip(symbol: "}") { values.append(try enumValue(after: values.last?.number)) }
        let annotations = try annotations()
        try skipSeparator()
        return DefinitionSyntax(kind: .enumeration(values), name: name, annotations: annotations, documentation: [])
    }

    private mutating func enumValue(after previous: Int32?) throws(IDLError) -> EnumValueSyntax {
        let documentation = token.documentation
        guard case .identifier = token.kind else { throw expected("the name of a value, or \"}\",") }
        let name = try name(of: "a value", allowsKeywords: true)
        let number: Int64
        let location: SourceLocation
        if try skip(symbol: "=") {
            guard case .integer(let written) = token.kind else { throw expected("an integer") }
            (number, location) = (written, token.location)
            try advance()
        } else {
            (number, location) = (previous.map { Int64($0) + 1 } ?? 0, name.location)
        }
        guard let number = Int32(exactly: number) else {
            throw IDLError("the value of an enum is an i32, which \(number) does not fit into", at: location)
        }
        let annotations = try annotations()
        try skipSeparator()
        return EnumValueSyntax(name: name, number: number, annotations: annotations, documentation: documentation)
    }

    private mutating func structure(_ kind: StructureKind) throws(IDLError) -> DefinitionSyntax {
        try advance()
        let name = try name(of: kind.withArticle)
        _ = try skip(keyword: "xsd_all")
        try expect("{", "after the name of the \(kind.rawValue)")
        let fields = try fields(until: "}", of: "a field")
        let annotations = try annotations()
        try skipSeparator()
        return DefinitionSyntax(kind: .structure(kind, fields), name: name, annotations: annotations, documentation: [])
    }
}

extension StructureKind {
    /// `an exception`
    var withArticle: String { self == .exception ? "an exception" : "a \(rawValue)" }
}
