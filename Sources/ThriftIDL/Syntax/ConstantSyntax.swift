/// A constant as it is written.
struct ConstantSyntax: Hashable, Sendable {
    indirect enum Kind: Hashable, Sendable {
        case integer(Int64)
        case double(Double)
        case string(String)
        /// Another constant, a value of an enum, `true` or `false`.
        case reference(String)
        case list([ConstantSyntax])
        case map([Entry])
    }

    /// What stands between two separators of a map.
    struct Entry: Hashable, Sendable {
        var key: ConstantSyntax
        var value: ConstantSyntax
    }

    var kind: Kind
    var location: SourceLocation
}
