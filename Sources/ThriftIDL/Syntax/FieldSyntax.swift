/// Whether a field must be there.
package enum Requiredness: Hashable, Sendable {
    /// Said nothing: it is always written, and may be missing when it is read.
    case normal
    case required
    case optional
}

/// A field of a struct, union or exception, an argument, or an exception that is declared, as it is written.
struct FieldSyntax: Hashable, Sendable {
    /// The id; counted down from -1 where none is written.
    var id: Int16
    var requiredness: Requiredness
    var type: TypeSyntax
    var name: Name
    var defaultValue: ConstantSyntax?
    var annotations: Annotations
    var documentation: [String]
}
