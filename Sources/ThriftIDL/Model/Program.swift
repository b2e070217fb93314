/// Files of the IDL that have been checked: every name is found, every constant fits its type.
package struct Program: Sendable {
    /// The files; each one stands behind those that it includes.
    package internal(set) var files: [File]

    /// The files that were named, not only included, by their indices.
    package internal(set) var roots: [Int]

    /// A definition.
    subscript(_ id: DeclarationID) -> Declaration { files[id.file].declarations[id.index] }

    /// Whether a definition is a typedef for a type of the same name in the same Swift module, which needs none in Swift:
    /// `typedef shared.UserID UserID`.
    func isRepetition(_ declaration: Declaration, in file: Int) -> Bool {
        guard case .typedef(.named(let id)) = declaration.kind else { return false }
        return self[id].swiftName == declaration.swiftName && files[id.file].module == files[file].module
    }

    /// The type that typedefs stand for; a container's elements may still be typedefs.
    func resolved(_ type: IDLType) -> IDLType {
        var type = type
        // The resolver has refused typedefs that are circular.
        while case .named(let id) = type, case .typedef(let target) = self[id].kind { type = target }
        return type
    }
}

/// A file of the IDL.
package struct File: Sendable {
    /// Where it is.
    package var path: String

    /// The Swift module it is compiled into; `nil` is the module of whoever includes it.
    var module: String?

    /// What it defines, in its order.
    var declarations: [Declaration]

    /// Whether there is anything for the file of endpoints.
    package var hasServices: Bool { declarations.contains { if case .service = $0.kind { true } else { false } } }
}

/// Where a definition is.
struct DeclarationID: Hashable, Sendable {
    var file: Int
    var index: Int
}

/// A definition.
struct Declaration: Sendable {
    enum Kind: Sendable {
        case typedef(IDLType)
        case constant(IDLType, ConstantValue)
        case enumeration([EnumValue])
        case structure(Structure)
        case service(Service)
    }

    var kind: Kind

    /// The name in the IDL.
    var name: Name

    /// The name in Swift.
    var swiftName: String

    var documentation: [String]
}

/// A type.
indirect enum IDLType: Hashable, Sendable {
    case base(BaseType)
    /// A typedef, enum, struct, union or exception.
    case named(DeclarationID)
    case list(IDLType)
    case set(IDLType)
    case map(IDLType, IDLType)
}
