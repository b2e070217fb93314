/// A struct, union or exception.
struct Structure: Sendable {
    var kind: StructureKind

    /// The fields in the order of the file.
    var fields: [Field]

    /// Whether values may be inside themselves; only told of unions, whose cases are kept elsewhere then.
    var isRecursive = false
}

/// A field, an argument, or an exception that a method declares.
struct Field: Sendable {
    var id: Int16
    var requiredness: Requiredness
    var type: IDLType

    /// The name in the IDL.
    var name: Name

    /// The name in Swift.
    var swiftName: String

    var defaultValue: ConstantValue?
    var documentation: [String]

    /// Whether its value may hold the struct itself, and is kept elsewhere for that.
    var isIndirect = false
}

/// A value of an enum.
struct EnumValue: Sendable {
    /// The name in the IDL.
    var name: Name

    /// The name in Swift.
    var swiftName: String

    var number: Int32
    var documentation: [String]
}
