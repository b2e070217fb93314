/// A type as it is written.
struct TypeSyntax: Hashable, Sendable {
    indirect enum Kind: Hashable, Sendable {
        case base(BaseType)
        /// A typedef, enum, struct, union or exception, with the name of the include before it if it is elsewhere.
        case named(String)
        case list(TypeSyntax)
        case set(TypeSyntax)
        case map(TypeSyntax, TypeSyntax)
    }

    var kind: Kind
    var location: SourceLocation
}

/// The types that the IDL has by itself.
package enum BaseType: String, Hashable, Sendable {
    case bool
    case i8
    case i16
    case i32
    case i64
    case double
    case string
    case binary
    case uuid

    /// Reads a keyword; `byte` is the old name of `i8`.
    init?(keyword: String) {
        guard let type = keyword == "byte" ? .i8 : Self(rawValue: keyword) else { return nil }
        self = type
    }
}
