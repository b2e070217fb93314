/// A definition as it is written.
struct DefinitionSyntax: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case typedef(TypeSyntax)
        case constant(TypeSyntax, ConstantSyntax)
        case enumeration([EnumValueSyntax])
        case structure(StructureKind, [FieldSyntax])
        case service(extends: Name?, [FunctionSyntax])
    }

    var kind: Kind
    var name: Name
    var annotations: Annotations
    var documentation: [String]
}

/// The three things that are a struct on the wire.
package enum StructureKind: String, Hashable, Sendable {
    case structure = "struct"
    case union
    case exception
}

/// A value of an enum as it is written.
struct EnumValueSyntax: Hashable, Sendable {
    var name: Name
    /// The number; one more than that of the value before where none is written.
    var number: Int32
    var annotations: Annotations
    var documentation: [String]
}

/// A method of a service as it is written.
struct FunctionSyntax: Hashable, Sendable {
    var isOneway: Bool
    /// What it returns; `nil` is `void`.
    var result: TypeSyntax?
    var name: Name
    var arguments: [FieldSyntax]
    var exceptions: [FieldSyntax]
    var annotations: Annotations
    var documentation: [String]
}
