/// What stands in parentheses behind a declaration: `(martlet.name = "identifier", deprecated)`. A later one replaces an
/// earlier one of the same name.
struct Annotations: Hashable, Sendable {
    struct Value: Hashable, Sendable {
        /// The text; `1` where there is none.
        var text: String
        var location: SourceLocation
    }

    var values: [String: Value] = [:]

    /// The name that something gets in Swift.
    static let swiftName = "swift.name"

    /// Says of a method that a call made twice has the effect of one.
    static let idempotent = "martlet.idempotent"
}
